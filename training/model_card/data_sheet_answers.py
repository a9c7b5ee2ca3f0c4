"""The questions of a data sheet (Gebru et al. 2021, in short), with their answers.

Names in braces are filled in from the card and the split record, so no answer has a figure of its own.
"""

_UNKNOWN = "Not known. The publishers do not state it."

QUESTIONS: dict[str, dict[str, str]] = {
    "Motivation": {
        "For what purpose, and by whom, was it put together?": (
            "To train and to measure release {version}: frontal chest film → probability of pneumonia. Others"
            " made and published the collections; this project chose, split and combined them. The"
            " collections, and what each is used for:\n\n{sources}\n\n{lung_masks}"
        ),
        "Who paid for it?": (
            "This project does not state it. The papers name the funders of their collections."
        ),
    },
    "Composition": {
        "What is one instance?": (
            "One film, with a label (pneumonia or normal) and a name that stands for its patient. For the"
            " screening network also: a picture that is no chest film, a film of another population, a"
            " mask of the lungs."
        ),
        "How many instances are there?": (
            "{films} films of {patients} patients, by part of the split:\n\n{parts}\n\n"
            "Only measured are:\n\n{measured}\n\nOther pictures of the screening network:\n\n{other_pictures}"
        ),
        "Is it a sample of a larger set?": (
            "Yes. The publishers selected the films; how, and how well they stand for all films of their"
            " hospitals, was not checked. A repeated image is used once in training; the published test films"
            " are counted as published. Films that are neither normal nor pneumonia are left out."
        ),
        "What does an instance contain?": (
            "Pixels: of the Kaggle distribution small grey JPEG, squashed to squares by whoever reduced them."
            " The originals had more pixels and another shape."
        ),
        "Is there a label?": "Yes. The table of collections has its source.",
        "Is information missing?": (
            "Age, sex, projection, device and date of most films. Where they are missing, no subgroup can be"
            " measured by them."
        ),
        "Are relationships between instances known?": (
            "The patient, as exactly as the collection has it. One person may have two names. Films of one"
            " series have neighbouring numbers, and are often of one device:\n\n{series}"
        ),
        "Is there a recommended split?": (
            "By patient, with seed {split_seed}: {shares}. Of each series of film names, the lowest"
            " {held_out} of the numbers are held out as a whole. Those of them that earlier weights"
            " were trained on are not used. `{record}` has the part of each film. The"
            " published test films have patients of their own."
        ),
        "Are there errors, noise or redundancies?": (
            "Labels are of readers or reports, without a culture. Device, brightness, borders and posture"
            " differ between the classes, and reveal the label in part: see *Shortcuts* in the"
            " [model card](model_card.md#shortcuts). The share of films with pneumonia, {prevalence} of those"
            " that calibration used, is far above that of a ward."
        ),
        "Does it depend on other resources?": (
            "Yes. The films stay with their publishers; this repository has none. The fingerprint"
            " `{fingerprint}` shows whether a copy has the same films."
        ),
        "Is it confidential, offensive, or about groups of people?": (
            "Films of patients are health data, published without names. Validated are: {population}. Other"
            " groups are not described by the publishers."
        ),
        "Can a person be identified?": (
            "Not by name. A film shows the anatomy of a person, so someone with another film of the same"
            " person may recognize it."
        ),
    },
    "Collection process": {
        "How were the films acquired?": (
            "In routine care or for publications, as the table of collections says. This project acquired"
            " none."
        ),
        "Which devices and settings were used?": _UNKNOWN,
        "Who collected them, and when?": (
            "The authors of the papers. The dates of the films are not published."
        ),
        "Was there an ethical review?": (
            "Kermany et al. report approval by their institution. For the others, see their papers. This"
            " project adds no patient, and had no review of its own."
        ),
        "Did the people know, consent, and can they withdraw?": _UNKNOWN,
        "Was the impact on these people analysed?": "No.",
    },
    "Preprocessing, cleaning, labelling": {
        "What was done to the films?": (
            "The code that serves also reads the films for training: to grey, upright, squashed to a square."
            " The screening network finds the lungs; the rest is covered and greys are spread evenly. The"
            " [model file](design/model_file.md) has the steps. Repeated images are dropped. No label was"
            " changed by hand."
        ),
        "Who drew the lungs?": "The table of masks has the source.\n\n{masked_films}",
        "Were the raw films kept?": "Yes. Nothing is written into the folders of the films.",
        "Is the software available?": "Yes: `training/data/` and `cxr/imaging/`.",
    },
    "Uses": {
        "What has it been used for?": (
            "This release, and those in [the history](../training/reports/HISTORY.md). Up to this card,"
            " commands read the test films {looks} times."
        ),
        "What else could it be used for?": (
            "To teach, and to compare methods. Every new use of the test films makes them prove less."
        ),
        "What may affect future uses?": (
            "Few hospitals, a narrow range of ages, and a label that a series of film names reveals. A good"
            " figure on such films does not show that a model reads another hospital's films."
        ),
        "What should it not be used for?": (
            "Diagnosis without a reader; people outside the validated population; to prove that a disease is"
            " absent; to recognize a person. Collections that are only measured are not for training."
        ),
    },
    "Distribution": {
        "How is it distributed?": (
            "By its publishers, under the licences in the table. This repository distributes the split"
            " record, the trained model, and synthetic films that show no one. NOTICE has the attributions."
        ),
        "Are there restrictions?": (
            "The licences of the publishers. Where the table says that each picture has its own, look it up"
            " there before a use."
        ),
    },
    "Maintenance": {
        "Who maintains it?": (
            "The publishers maintain the films. The maintainers of this repository maintain the split and"
            " this page, which `python -m training.model_card` writes for each release."
        ),
        "Is there an erratum?": (
            "The notes of a release and the [changelog](../CHANGELOG.md) have corrections."
        ),
        "Will it be updated, and are old versions kept?": (
            "A release may use other films. The records of earlier releases stay in the history of the"
            " repository."
        ),
        "How long are films of people kept?": (
            "The publishers decide. A copy that trains a model is the user's."
        ),
        "Can others extend it?": "Yes, with their own films: see [training](training.md#films).",
    },
}

// Shows the times of the agreement page in the reader's time zone, as the other pages do.

import { when } from "../shared/study_words.js";

for (const time of document.querySelectorAll("main time")) time.textContent = when(time.dateTime);

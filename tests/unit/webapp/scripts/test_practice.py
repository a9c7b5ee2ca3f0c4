"""Verdicts on the sample film, which stay in the page."""

from tests.unit.webapp.support.node import run_script

PROGRAM = """
globalThis.fetch = () => { throw new Error("a request was sent"); };
const { Practice, practiceSentence } = await import(process.argv[1]);
const practice = new Practice({ opinion_hidden: true }, {});
const first = await practice.postVerdict("sample", { finding: "pneumonia", verdict: null, note: null });
await practice.postVerdict("sample", { finding: "pneumonia", verdict: "agree", note: null });
const { verdicts } = await practice.getVerdicts("sample");
console.log(JSON.stringify([verdicts.map(({ before_opinion }) => before_opinion), practiceSentence(first)]));
"""


def test_a_verdict_on_the_sample_is_remembered_and_not_sent() -> None:
    before_opinion, sentence = run_script("sample/practice.js", PROGRAM)
    assert before_opinion == [False, True], "newest first; the second came after the opinion"
    assert sentence.startswith("Tried, and not kept: pneumonia.")

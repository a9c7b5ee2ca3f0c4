// The account page: times as the reader's place has them.

import { when } from "../shared/study_words.js";

for (const time of document.querySelectorAll("time")) time.textContent = when(time.dateTime);

// Closes a tab that served only to log in. The waiting page hears of the log-in from session.js.

if (opener) setTimeout(close, 500);

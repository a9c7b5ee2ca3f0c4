// A button that prints the page. Without the script there is none.

const button = document.getElementById("print");
button.addEventListener("click", () => print());
button.hidden = false;

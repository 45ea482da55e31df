// The page. CHAT_URL is the address of the WebSocket API.
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Chat</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
  form:not([hidden]) { display: flex; gap: .5rem; margin: 1rem 0; }
  input { flex: 1; min-width: 0; font: inherit; padding: .3rem .5rem; }
  button { font: inherit; }
  ol { list-style: none; padding: 0; }
  .note { color: #777; }
</style>
<h1>Chat</h1>
<form id="door">
  <input name="name" placeholder="Your name" pattern="[\\w\\-]{1,20}" required>
  <input name="room" placeholder="Room" pattern="[\\w\\-]{1,20}" value="lobby" required>
  <button>Enter</button>
</form>
<ol id="said" aria-live="polite"></ol>
<form id="speak" hidden>
  <input name="text" placeholder="Say something" maxlength="1000" required autocomplete="off">
  <button>Send</button>
</form>
<script>
  const [door, said, speak] = ["door", "said", "speak"].map((id) => document.getElementById(id));
  let socket;

  function show(text, className = "") {
    const line = document.createElement("li");
    line.textContent = text;
    line.className = className;
    said.append(line);
  }

  function enter(url, room) {
    socket?.close();
    said.replaceChildren();
    socket = new WebSocket(url);
    socket.onopen = () => {
      show("You are in " + room, "note");
      speak.hidden = false;
    };
    socket.onmessage = ({ data }) => {
      const { event, name, text } = JSON.parse(data);
      if (event === "said") show(name + ": " + text);
      else show(name + " " + event, "note");
    };
    socket.onclose = ({ target }) => {
      if (target !== socket) return;
      show("The connection has ended", "note");
      speak.hidden = true;
    };
  }

  door.onsubmit = (submitted) => {
    submitted.preventDefault();
    const fields = new FormData(door);
    enter(CHAT_URL + "?" + new URLSearchParams(fields), fields.get("room"));
  };
  speak.onsubmit = (submitted) => {
    submitted.preventDefault();
    socket.send(JSON.stringify({ action: "say", text: new FormData(speak).get("text") }));
    speak.reset();
  };
</script>
</html>`;

export const handler = async () => ({
  statusCode: 200,
  headers: { "Content-Type": "text/html; charset=utf-8" },
  body: PAGE.replace("CHAT_URL", JSON.stringify(process.env.CHAT_URL)),
});

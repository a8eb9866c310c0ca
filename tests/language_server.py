"""A client of a language server over standard input and output: enough to open a text, hover and complete."""

import json
import subprocess
from pathlib import Path
from typing import Any

SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
CAPABILITIES = {
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}},
    }
}


class Opened:
    """A text opened in the server, with what the server says of it."""

    def __init__(self, server: "LanguageServer", uri: str, text: str, diagnostics: list[dict[str, Any]]) -> None:
        self.server, self.uri, self.text, self.diagnostics = server, uri, text, diagnostics

    def _ask(self, method: str, offset: int) -> Any:
        before = self.text[:offset]
        position = {"line": before.count("\n"), "character": offset - before.rfind("\n") - 1}
        return self.server.request(method, {"textDocument": {"uri": self.uri}, "position": position})

    def hover(self, word: str) -> str:
        """Return what is shown over the first letter of a word's last occurrence."""
        found = self._ask("textDocument/hover", self.text.rindex(word))
        return found["contents"]["value"] if found else ""

    def complete(self, after: str) -> dict[str, str]:
        """Return what is offered after the last occurrence of a text: label -> documentation."""
        found = self._ask("textDocument/completion", self.text.rindex(after) + len(after))
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: json.dumps(item.get("documentation") or "", ensure_ascii=False) for item in items}


class LanguageServer:
    """A running server."""

    def __init__(self, command: str, folder: Path) -> None:
        self.folder, self.count, self.published = folder, 0, {}
        self.process = subprocess.Popen(
            [command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.request("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": CAPABILITIES})
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": SETTINGS}}})

    def close(self) -> None:
        """Stop the server."""
        self.process.terminate()
        self.process.communicate(timeout=10)

    def open(self, text: str) -> Opened:
        """Open a text as a new file and wait for its diagnostics."""
        self.count += 1
        uri = (self.folder / f"{self.count}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while uri not in self.published:
            self._answer(self._read())
        return Opened(self, uri, text, self.published[uri])

    def request(self, method: str, params: Any) -> Any:
        """Send a request and return its result, serving meanwhile what the server asks."""
        self.count += 1
        number = self.count
        self._send({"id": number, "method": method, "params": params})
        while "method" in (message := self._read()) or message.get("id") != number:
            self._answer(message)
        return message.get("result")

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        stream = self.process.stdout
        assert stream is not None
        length = 0
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has ended"
        return json.loads(stream.read(length))

    def _answer(self, message: dict[str, Any]) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self.published[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            asked = message["params"]["items"] if message["method"] == "workspace/configuration" else None
            result = [SETTINGS if item.get("section") == "yaml" else {} for item in asked] if asked else None
            self._send({"id": message["id"], "result": result})

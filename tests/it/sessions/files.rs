//! Repositories whose files any web server gives out: one that knows no ranges (Python's), one that does.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::sandbox::{Sandbox, snapshot};
use crate::sessions::serving::Cloned;
use crate::tools::needs;

/// A web server for the work tree of a sandbox, until it is dropped.
struct Web {
    child: Child,
    url: String,
}

/// Python's server, with ranges where the argument says so.
const SERVER: &str = r#"
import http.server, os, re, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    def send_head(self):
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        path = self.translate_path(self.path)
        if not wanted or sys.argv[1] != "ranges" or not os.path.isfile(path):
            return super().send_head()
        first, last = map(int, wanted.groups())
        size = os.path.getsize(path)
        if first >= size:
            self.send_error(416)
            return None
        last = min(last, size - 1)
        file = open(path, "rb")
        file.seek(first)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(file.read(last - first + 1))
        file.close()
        return None
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"#;

impl Web {
    fn of(sandbox: &Sandbox, how: &str) -> Self {
        let mut command = Command::new("python3");
        command.args(["-c", SERVER, how]).current_dir(sandbox.path("")).stdout(Stdio::piped()).stdin(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut port).unwrap();
        Self { child, url: format!("http://127.0.0.1:{}/.mosaic", port.trim()) }
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn goes_well_with(how: &str) {
    if !needs("python3") {
        return;
    }
    let origin = Sandbox::new();
    origin.write("a.txt", "one\n");
    origin.write("b.bin", vec![9; 200_000]);
    origin.commit("first");
    let web = Web::of(&origin, how);
    let clone = Cloned::stranger(&origin, &web.url, "clone", &[]);
    assert_eq!(snapshot(&clone.dir), origin.tree());
    clone.ok(&["fsck", "--data"]);
    origin.write("c.txt", "two\n");
    let second = origin.commit("second");
    assert_eq!(clone.json(&["fetch"])["heads"][0]["new"], second.as_str());
    clone.ok(&["pull"]);
    assert_eq!(snapshot(&clone.dir), origin.tree());
    clone.commit("mine.txt", "mine\n");
    let said = clone.fails(8, &["push"]);
    assert!(said.contains("to read only"), "{said}");
    let part = Cloned::stranger(&origin, &web.url, "part", &["--path", "a.txt"]);
    assert_eq!(part.ok(&["cat", "@:b.bin"]).len(), 200_000);
    let missing = web.url.replace("/.mosaic", "/nothing");
    let said = origin.fails(8, &["clone", &missing, origin.beside("none").to_str().unwrap()]);
    assert!(said.contains("nothing"), "{said}");
}

#[test]
fn a_server_that_knows_ranges() {
    goes_well_with("ranges");
}

#[test]
fn a_server_that_knows_none() {
    goes_well_with("whole");
}

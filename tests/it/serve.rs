//! `mosaic serve` and `mosaic ui` as programs: what they say, how they end, beside other commands, under systemd.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::tools::needs;

/// A running command; killed when the test ends.
struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }

    /// Asks it to end, and waits; its exit code and what it still said.
    fn stop(mut self, signal: &str) -> (Option<i32>, String, String) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
        let begun = Instant::now();
        let exit = loop {
            if let Some(exit) = self.child.try_wait().unwrap() {
                break exit;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "it ends");
            std::thread::sleep(Duration::from_millis(10));
        };
        let (mut out, mut said) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (exit.code(), out, said)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(url: &str) -> (u16, String) {
    let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).build());
    let mut answer = agent.get(url).call().unwrap();
    (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
}

#[test]
fn says_where_it_is_and_ends_well() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "b");
    sandbox.commit("first");
    for (signal, json) in [("-TERM", true), ("-INT", false)] {
        let args = if json { vec!["serve", "--port", "0", "--json"] } else { vec!["serve", "--port", "0"] };
        let mut serving = Running::start(sandbox.command(&args));
        let line = serving.line();
        let url = if json {
            let event: Value = serde_json::from_str(&line).unwrap();
            assert_eq!(event["event"], "listening");
            assert_eq!(event["member"], sandbox.json(&["key", "show"])["identity"]);
            event["address"].as_str().unwrap().to_owned()
        } else {
            line.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:")).unwrap().to_owned()
        };
        assert_eq!(get(&format!("{url}/healthz")), (200, "ok\n".to_owned()));
        // Others work in the repository meanwhile, and it answers with what they did.
        sandbox.write("a", signal);
        let commit = sandbox.commit("meanwhile");
        let clone = sandbox.beside(&format!("clone{signal}"));
        let cloned = sandbox.run(&["clone", &url, clone.to_str().unwrap(), "--json"]);
        assert_eq!(cloned.status.code(), Some(4), "who is no member gets nothing");
        sandbox.ok(&["gc"]);
        assert_eq!(get(&format!("{url}/")).0, 403);
        let (exit, out, said) = serving.stop(signal);
        assert_eq!((exit, said.as_str()), (Some(0), ""), "{signal}");
        assert_eq!(out.contains("\"ok\":true"), json, "{out}");
        assert_eq!(sandbox.json(&["rev-parse", "@"])["commits"][0]["commit"], commit.as_str());
        sandbox.ok(&["fsck"]);
    }
}

#[test]
fn settings_and_options() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "b");
    sandbox.commit("first");
    for (name, wrong) in [("serve.read", "everyone"), ("serve.follow", "yes")] {
        sandbox.fails(2, &["config", "set", name, wrong]);
    }
    sandbox.ok(&["config", "set", "serve.read", "anyone"]);
    sandbox.ok(&["config", "set", "serve.addresses", "http://peer.example:7370, https://peer.example"]);
    let mut serving = Running::start(sandbox.command(&["serve", "--port", "0", "--tls", "self-signed"]));
    let url = serving.line().split_whitespace().find(|word| word.starts_with("https://")).unwrap().to_owned();
    let clone = sandbox.beside("clone");
    sandbox.ok(&["clone", &url, clone.to_str().unwrap()]);
    assert_eq!(std::fs::read_to_string(clone.join("a")).unwrap(), "b");
    assert_eq!(serving.stop("-TERM").0, Some(0));
    // The certificate is kept, so who has seen it knows it again; another one is refused.
    let port = url.rsplit(':').next().unwrap();
    let again = ["serve", "--port", port, "--tls", "self-signed"];
    let mut serving = Running::start(sandbox.command(&again));
    serving.line();
    sandbox.ok(&["-C", clone.to_str().unwrap(), "fetch"]);
    assert_eq!(serving.stop("-TERM").0, Some(0));
    std::fs::remove_file(sandbox.path(".mosaic/tls.pem")).unwrap();
    let mut serving = Running::start(sandbox.command(&again));
    serving.line();
    let said = sandbox.fails(8, &["-C", clone.to_str().unwrap(), "fetch"]);
    assert!(said.contains("another one than before"), "{said}");
    // The port is taken.
    let said = sandbox.fails(1, &["serve", "--port", port]);
    assert!(said.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{said}");
    drop(serving);
    sandbox.fails(2, &["serve", "--tls-cert", "a"]);
    sandbox.fails(5, &["serve", "--tls-cert", "nothing", "--tls-key", "nothing"]);
    sandbox.write("no.pem", "nothing");
    sandbox.fails(4, &["serve", "--port", "0", "--tls-cert", "no.pem", "--tls-key", "no.pem"]);
}

#[test]
fn in_a_browser() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "b");
    sandbox.commit("first");
    let mut serving = Running::start(sandbox.command(&["ui", "--json"]));
    let event: Value = serde_json::from_str(&serving.line()).unwrap();
    let url = event["address"].as_str().unwrap().to_owned();
    let (place, pass) = url.split_once("/?pass=").unwrap();
    assert_eq!(pass.len(), 32);
    assert_eq!(get(&format!("{place}/")).0, 403, "not without the pass");
    let answer = ureq::get(format!("{place}/tree/@")).header("cookie", format!("mosaic-pass={pass}")).call().unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(serving.stop("-INT").0, Some(0));
}

/// systemd opens the socket, and the first connection starts the program.
#[test]
fn socket_activation() {
    if !needs("systemd-socket-activate") {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("a", "b");
    sandbox.commit("first");
    let port = {
        let probe = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        probe.local_addr().unwrap().port()
    };
    let serve = sandbox.command(&["serve"]);
    let mut command = Command::new("systemd-socket-activate");
    command.arg(format!("--listen=127.0.0.1:{port}")).arg(serve.get_program()).args(serve.get_args());
    command.current_dir(sandbox.path("")).stdin(Stdio::null());
    let mut serving = Running::start(command);
    let begun = Instant::now();
    let url = format!("http://127.0.0.1:{port}/healthz");
    while ureq::get(&url).call().is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it answers");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(serving.line().contains(&format!("127.0.0.1:{port}")), "where it was told to");
    assert_eq!(serving.stop("-TERM").0, Some(0));
}

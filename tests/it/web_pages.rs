//! The pages: nothing in them from data that is not spelled out, nothing from elsewhere, page by page, readable without
//! script. And seen by a real browser.

use std::process::Command;
use std::time::{Duration, Instant};

use mosaic::transport::server::{ServeOptions, Server};

use crate::sandbox::Sandbox;
use crate::served::{Served, fetch, status};
use crate::tools::needs;

fn page(server: &Server, path: &str) -> String {
    let answer = fetch(server, "GET", path, "");
    assert_eq!(status(&answer), 200, "{path}: {answer}");
    answer
}

/// Links of a page.
fn links(page: &str) -> Vec<&str> {
    page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

const NASTY: [&str; 7] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "&lt;b&gt;",
    "\u{202e}gpj.exe",
    "line\nbreak\u{7}",
    "javascript:alert(1)",
];

#[test]
fn whatever_data_says() {
    let sandbox = Sandbox::new();
    for name in NASTY {
        sandbox.write(&name.replace('/', "\u{2215}"), name);
        std::os::unix::fs::symlink(name, sandbox.path(&format!("link to {}", name.len()))).unwrap();
    }
    sandbox.ok(&["config", "set", "user.name", "M'Name \"x\" & onload=alert(1)"]);
    sandbox.ok(&["add", "-A"]);
    sandbox.ok(&["commit", "-m", &format!("{}\n\n{}", NASTY[0], NASTY.join("\n"))]);
    let served = Served::of(sandbox, true);
    let server = served.start(ServeOptions::default());
    let mut seen = Vec::new();
    let mut waiting = vec!["/".to_owned()];
    while let Some(path) = waiting.pop() {
        if seen.contains(&path) || path.starts_with("/raw/") || path.starts_with("/tgz/") {
            continue;
        }
        let answer = page(&server, &path);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("content-security-policy: default-src 'none'; style-src 'sha256-"), "{path}: {head}");
        assert!(head.contains("frame-ancestors 'none'"));
        // Every tag is one of ours, and none has an attribute that runs anything.
        for tag in body.split('<').skip(1).map(|tag| tag.split('>').next().unwrap()) {
            let name = tag.trim_start_matches('/').split_whitespace().next().unwrap_or_default();
            let ours = "!DOCTYPE html head meta title style body header nav ul li a main h1 h2 p dl dt dd code pre div \
                        table thead tbody tr th td span time footer img video audio";
            assert!(ours.split_whitespace().any(|our| our == name), "{path}: <{tag}>");
            let outside_of_quotes: String = tag.split('"').step_by(2).collect();
            let mut attributes = outside_of_quotes.split_whitespace().skip(1);
            assert!(!attributes.any(|name| name.starts_with("on") || name.starts_with("style")), "{path}: <{tag}>");
        }
        let plain = |c: char| c == '\n' || !mosaic::base::escape::is_unsafe(c);
        assert!(body.chars().all(plain), "{path}: nothing that hides or reorders text");
        for link in links(body) {
            assert!(link.starts_with('/') && !link.starts_with("//"), "{path}: {link}");
            waiting.push(link.replace("&amp;", "&"));
        }
        seen.push(path);
    }
    assert!(seen.len() > 15, "{seen:?}");
    let all = page(&server, "/tree/@");
    assert!(all.contains("&lt;script&gt;") && all.contains("\\u{202e}gpj.exe") && all.contains("line\\nbreak\\u{7}"));
}

#[test]
fn ten_thousand_entries() {
    const COUNT: usize = 10_000;
    let sandbox = Sandbox::new();
    for number in 0..COUNT {
        sandbox.write(&format!("many/{number:05}"), "");
    }
    sandbox.write("many/sub/deep", "x");
    sandbox.commit("many");
    let served = Served::of(sandbox, true);
    let server = served.start(ServeOptions::default());
    page(&server, "/tree/@");
    let begun = Instant::now();
    let first = page(&server, "/tree/@/many");
    let took = begun.elapsed();
    eprintln!("the first page of {COUNT} entries: {took:?}, {} bytes", first.len());
    assert!(took < Duration::from_millis(500), "{took:?}");
    let (mut found, mut pages, mut path) = (0, 0, "/tree/@/many".to_owned());
    loop {
        let answer = page(&server, &path);
        assert!(answer.len() < 500_000, "a page is bounded");
        found += answer.matches("<tr><th scope=\"row\">").count();
        pages += 1;
        match links(&answer).iter().find(|link| link.contains("?after=")) {
            Some(next) => path = (*next).to_owned(),
            None => break,
        }
    }
    assert_eq!((found, pages), (COUNT + 1, 21), "each once, the directory as well");
}

#[test]
fn history_and_commits() {
    let sandbox = Sandbox::new();
    let mut commits = Vec::new();
    for number in 0..3 {
        sandbox.write("file", format!("{number}"));
        commits.push(sandbox.commit(&format!("number {number}")));
    }
    let served = Served::of(sandbox, true);
    let server = served.start(ServeOptions::default());
    let log = page(&server, "/log/@");
    assert!(commits.iter().all(|commit| log.contains(&format!("/commit/{commit}"))));
    let order: Vec<_> = [2, 1, 0].map(|number| log.find(&format!("number {number}")).unwrap()).into();
    assert!(order.is_sorted(), "the newest first");
    assert!(
        page(&server, "/log/@?skip=2").contains("number 0") && !page(&server, "/log/@?skip=2").contains("number 1")
    );
    page(&server, "/log/@?skip=99999999999999999999");
    let shown = page(&server, &format!("/commit/{}", commits[1]));
    assert!(shown.contains("good") && shown.contains(&served.node.member().to_string()), "its signature");
    assert!(shown.contains(&commits[0]), "its parent");
    assert!(shown.contains("modified"), "what it changes");
    assert_eq!(status(&fetch(&server, "GET", "/commit/00000000", "")), 404);
    let members = page(&server, "/members");
    assert!(members.contains(&served.node.member().to_string()));
    page(&server, "/tapestry");
}

/// A real browser takes the style, and finds nothing that its policy forbids.
#[test]
fn in_a_browser() {
    if !needs("chromium") {
        return;
    }
    let served = Served::new(true);
    let server = served.start(ServeOptions::default());
    for path in ["/", "/tree/@", "/tree/@/notes.txt", "/tree/@/dir/film.mp4", "/log/@", "/commit/@", "/members"] {
        let profile = tempfile::tempdir().unwrap();
        let output = Command::new("chromium")
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--virtual-time-budget=3000"])
            .args(["--enable-logging=stderr", "--v=0", "--window-size=400,800", "--dump-dom"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("{}{path}", server.url()))
            .output()
            .unwrap();
        let (dom, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(dom.contains("<main><h1>"), "{path}: {dom}\n{said}");
        let violations: Vec<&str> = said.lines().filter(|line| line.contains("Content Security Policy")).collect();
        assert!(violations.is_empty(), "{path}: {violations:?}");
    }
}

//! The documentation holds together: links lead to files, format pages are listed, pages that the source names exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files with this ending below `folder`, as paths below the root.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let name = format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap());
        if root().join(&name).is_dir() {
            found.extend(files(&name, ending));
        } else if name.ends_with(ending) {
            found.push(PathBuf::from(name));
        }
    }
    found
}

/// The targets of links in Markdown, outside of code.
fn links(text: &str) -> Vec<&str> {
    let mut links = Vec::new();
    let mut code = false;
    for line in text.lines() {
        code ^= line.starts_with("```");
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        links.extend(targets.map(|(target, _)| target).filter(|_| !code));
    }
    links
}

#[test]
fn links_lead_to_files() {
    let mut broken = Vec::new();
    let mut count = 0;
    let pages = files("docs", ".md").into_iter().chain(files("tests/transcripts", ".md"));
    for page in pages.chain(["README.md", "CHANGELOG.md"].map(PathBuf::from)) {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        for link in links(&text).into_iter().filter(|link| !link.contains("://")) {
            count += 1;
            let file = link.split('#').next().unwrap();
            let target = root().join(page.parent().unwrap()).join(file);
            if !file.is_empty() && !target.exists() {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(count > 10, "links were found");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_format_page_is_listed() {
    let index = fs::read_to_string(root().join("docs/format/README.md")).unwrap();
    let listed: BTreeSet<&str> = links(&index).into_iter().filter(|link| !link.contains('/')).collect();
    let pages = files("docs/format", ".md");
    let names = pages.iter().map(|page| page.file_name().unwrap().to_str().unwrap());
    let there: BTreeSet<&str> = names.filter(|name| *name != "README.md").collect();
    assert_eq!(listed, there);
}

#[test]
fn pages_that_the_source_names_exist() {
    let mut missing = BTreeSet::new();
    for file in files("src", ".rs") {
        let text = fs::read_to_string(root().join(&file)).unwrap();
        for rest in text.split("docs/").skip(1) {
            let name = rest.split(|c: char| !(c.is_ascii_alphanumeric() || "/-_.".contains(c))).next().unwrap();
            let page = format!("docs/{}", name.trim_end_matches('.'));
            if page.ends_with(".md") && !root().join(&page).exists() {
                missing.insert(format!("{}: {page}", file.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

//! The pages together: each is in the summary, each link leads somewhere, and no block is left untested.

use std::collections::BTreeSet;

use crate::page;

#[test]
fn every_page_is_in_the_summary() {
    let named = page::summary();
    let unique: BTreeSet<String> = named.iter().cloned().collect();
    assert_eq!(unique.len(), named.len(), "each once");
    let all: BTreeSet<String> =
        page::all().into_iter().filter(|page| page != "SUMMARY.md").collect();
    assert_eq!(unique, all);
}

#[test]
fn every_link_leads_somewhere() {
    for from in page::summary() {
        for link in links(&page::text(&from)) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let folder = page::docs().join(&from).parent().unwrap().to_owned();
            let target = if file.is_empty() { page::docs().join(&from) } else { folder.join(file) };
            let text = std::fs::read_to_string(&target)
                .unwrap_or_else(|error| panic!("{from}: {link}: {error}"));
            let mut headings = text.lines().filter(|line| line.starts_with('#'));
            let found = anchor.is_empty()
                || headings.any(|line| {
                    line.trim_start_matches(['#', ' ']).to_lowercase().replace(' ', "-") == anchor
                });
            assert!(found, "{from}: {link} names no heading");
        }
    }
}

/// The tutorial's blocks are run by its own test, those of the capabilities by theirs.
#[test]
fn no_block_is_left_untested() {
    for page in page::summary().into_iter().filter(|page| !page.starts_with("tutorial/")) {
        for block in page::blocks(&page) {
            let tested = match page.as_str() {
                "capabilities/index.md" => block.info == "rust,frame",
                "limits.md" => block.info == "toml,grant",
                page if page.starts_with("capabilities/") => {
                    ["rust", "toml,grant"].contains(&block.info.as_str())
                }
                _ => false,
            };
            assert!(tested, "{}: nobody tests this block: {}", block.place, block.info);
        }
    }
}

fn links(text: &str) -> Vec<String> {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    links.map(str::to_owned).collect()
}

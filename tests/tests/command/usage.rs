//! What is said to who calls the command wrongly, or asks how it is called.

use loggia_tests::coffee::workspace;

use super::{loggia, say};

#[test]
fn wrong_use_ends_with_2_and_says_what_would_be_right() {
    let gallery = workspace().join("sample-miniapps/gallery").display().to_string();
    for (arguments, said) in [
        (&[][..], "Usage:"),
        (&["frob"], "frob"),
        (&["run", "x", "--json"], "--script"),
        (&["run", "x", "--memory", "--data", "y"], "--data"),
        (&["run", "x", "--place", "up"], "48.2085,16.3721"),
        (&["inspect", "nowhere.wasm"], "nowhere.wasm"),
        (&["inspect", "."], "loggia build"),
        (&["build", "nowhere"], "nowhere"),
        // There is no terminal here.
        (&["run", &gallery], "--script"),
        (&["dev", &gallery], "--script"),
    ] {
        say(loggia().args(arguments)).was_wrong_use(&[said]);
    }
}

#[test]
fn help_teaches_and_is_no_error() {
    let help = say(loggia().args(["run", "--help"])).went_well().out;
    for word in [
        "--grant",
        "--deny",
        "[default: alice]",
        "[default: 48.2085,16.3721]",
        "Tab, Shift-Tab",
        "expect-not TEXT",
        "Examples:",
    ] {
        assert!(help.contains(word), "{word} is missing in:\n{help}");
    }
    assert!(say(loggia().arg("--help")).went_well().out.contains("Exit codes"));
    assert!(say(loggia().args(["completions", "bash"])).went_well().out.contains("complete -F"));
}

//! Views that break a rule: each is refused as what it is, where it is.

use loggia_runtime::ui::{Element, Inline, ViewError, ViewProblem, Wording};
use loggia_runtime::{Fault, Limits, MoneyError, Session};
use loggia_tests::{Lab, tell};

/// A session that is never closed by its strikes, and has time for large views on a slow machine.
fn patient(lab: &Lab) -> Session {
    let limits = Limits { strikes: u32::MAX, step_millis: 60_000, ..Limits::default() };
    lab.open(&lab.mischief_within(&limits), "").unwrap()
}

#[test]
fn each_wrong_view_is_refused_for_what_is_wrong_with_it() {
    // Mischief's own nodes are 0, the root; 1, the form; 2, the field. Node 3 is the wrong one.
    let at = |node: u32, problem| (Some(node), problem);
    let whole = |problem| (None, problem);
    let misplaced = |child, parent| ViewProblem::Misplaced { child, parent };
    let name = |name: &str| loggia_runtime::GuestText::cut(name, 64);
    let out_of = |what, bounds| ViewProblem::OutOfBounds { what, bounds };
    let number_field =
        out_of("a number field's numbers", "min at most value at most max, and at most 9 decimals");
    let money_field =
        out_of("a money field's amounts", "min at most value at most max, and that an amount");
    let date_field = out_of("a date field's dates", "min at most value at most max");
    let wrong = [
        ("no-nodes", whole(ViewProblem::Empty)),
        ("nodes 1001", whole(ViewProblem::TooManyNodes { count: 1_001, max: 1_000 })),
        ("depth 33", at(34, ViewProblem::TooDeep { max: 32 })),
        ("depth 900", at(34, ViewProblem::TooDeep { max: 32 })),
        ("children 201", at(204, ViewProblem::TooManyChildren { max: 200 })),
        ("actions 257", whole(ViewProblem::TooManyActions { count: 257, max: 256 })),
        ("action 1025", whole(ViewProblem::ActionTooLong { action: 1, bytes: 1_025, max: 1_024 })),
        // Its own parent, a later node's child, and nobody's.
        ("parent 3", at(3, ViewProblem::ParentNotBefore { parent: 3 })),
        ("parent 4", at(3, ViewProblem::ParentNotBefore { parent: 4 })),
        ("parent 4294967295", at(3, ViewProblem::ParentNotBefore { parent: u32::MAX })),
        ("root-parent 1", at(0, ViewProblem::RootHasParent { parent: 1 })),
        ("keys-twice", at(4, ViewProblem::DuplicateKey { key: name("twin") })),
        ("key 0", at(3, ViewProblem::BadName { what: "a key" })),
        ("key 65", at(3, ViewProblem::BadName { what: "a key" })),
        ("screen-name 0", whole(ViewProblem::BadName { what: "the view's screen" })),
        ("screen-name 65", whole(ViewProblem::BadName { what: "the view's screen" })),
        ("asset ../../secret", at(3, ViewProblem::NoSuchAsset { name: name("../../secret") })),
        ("item-asset latte.png", at(4, ViewProblem::NoSuchAsset { name: name("latte.png") })),
        ("item-outside-list", at(3, misplaced("list-item", "stack"))),
        ("items-missing", whole(ViewProblem::SideTable { what: "items", given: 0, needed: 1 })),
        ("inputs-surplus", whole(ViewProblem::SideTable { what: "inputs", given: 2, needed: 1 })),
        ("input-twice", at(3, ViewProblem::DuplicateInput { name: name("do") })),
        ("no-such-action 1", at(3, ViewProblem::NoSuchAction { action: 1, count: 1 })),
        (
            "no-such-action 4294967295",
            at(3, ViewProblem::NoSuchAction { action: u32::MAX, count: 1 }),
        ),
        ("empty-label", at(3, ViewProblem::EmptyLabel { what: "a button's label" })),
        ("currency XAU", at(3, ViewProblem::BadMoney(MoneyError::UnknownCurrency))),
        ("currency eur", at(3, ViewProblem::BadMoney(MoneyError::UnknownCurrency))),
        ("amount-too-large", at(3, ViewProblem::BadMoney(MoneyError::TooLarge))),
        ("grid 5", at(3, out_of("a grid's columns", "2 to 4"))),
        ("progress 1001", at(3, out_of("a progress", "0 to 1 000 permille"))),
        (
            "stepper 0",
            at(
                3,
                out_of("a stepper's numbers", "min at most value at most max, and step 1 or more"),
            ),
        ),
        ("rows 201", at(3, out_of("a list's rows", "at most as many as a node may have children"))),
        (
            "rows 20000",
            at(3, out_of("a list's rows", "at most as many as a node may have children")),
        ),
        (
            "parts 201",
            at(3, out_of("a label's parts", "at most as many as a node may have children")),
        ),
        ("steps 4", at(3, out_of("a progress's steps", "done at most count, and that 1 to 20"))),
        ("skeleton 0", at(3, out_of("a skeleton's lines", "1 to 20"))),
        ("skeleton 21", at(3, out_of("a skeleton's lines", "1 to 20"))),
        (
            "slider 0",
            at(
                3,
                out_of("a slider's numbers", "min at most value at most max, and step 1 or more"),
            ),
        ),
        ("number-field crossed", at(3, number_field.clone())),
        ("number-field beyond", at(3, number_field.clone())),
        ("number-field decimals", at(3, number_field)),
        ("money-field crossed", at(3, money_field)),
        ("money-field gold", at(3, ViewProblem::BadMoney(MoneyError::UnknownCurrency))),
        ("money-field largest", at(3, ViewProblem::BadMoney(MoneyError::TooLarge))),
        ("date-field crossed", at(3, date_field.clone())),
        ("date-field early", at(3, date_field.clone())),
        ("date-field late", at(3, date_field)),
        ("date-field none", at(3, ViewProblem::BadDate { what: "a date field's date" })),
        ("date 2026", at(3, ViewProblem::BadDate { what: "a date in a label" })),
        ("date 0", at(3, ViewProblem::BadDate { what: "a date in a label" })),
        ("pattern open", at(3, ViewProblem::BadPattern)),
        ("pattern bomb", at(3, ViewProblem::BadPattern)),
        ("pattern escapes", at(3, ViewProblem::BadPattern)),
        ("pattern long", at(3, ViewProblem::BadPattern)),
        ("pattern unsaid", at(3, ViewProblem::EmptyLabel { what: "a pattern's help" })),
        ("pattern wide", at(3, out_of("a pattern's max-length", "at most 200"))),
        ("patterns 17", at(19, ViewProblem::TooManyPatterns { max: 16 })),
        ("table ragged", at(3, ViewProblem::RaggedRows { cells: 3, columns: 2 })),
        ("table columns 0", at(3, out_of("a table's columns", "1 to 12"))),
        ("table columns 13", at(3, out_of("a table's columns", "1 to 12"))),
        ("table cells 402", at(3, out_of("a table's rows", "at most 200"))),
        ("table tables 11", at(13, ViewProblem::TooManyCells { max: 4_000 })),
        ("table text-as-amount", at(3, ViewProblem::WrongCell { cell: 1 })),
        ("table number-as-text", at(3, ViewProblem::WrongCell { cell: 0 })),
        ("table day", at(3, ViewProblem::BadDate { what: "a date in a table" })),
        ("table decimals", at(3, out_of("a column's decimals", "0 to 9"))),
        ("table currency", at(3, ViewProblem::BadMoney(MoneyError::UnknownCurrency))),
        ("table untitled", at(3, ViewProblem::EmptyLabel { what: "a column's title" })),
        ("chart lonely", at(3, out_of("a chart's columns", "2 to 7"))),
        (
            "chart numbers-first",
            at(3, ViewProblem::BadChart { needs: "a first column of texts or dates" }),
        ),
        (
            "chart mixed",
            at(
                3,
                ViewProblem::BadChart {
                    needs: "all other columns to be numbers of as many decimals, or amounts of one currency",
                },
            ),
        ),
        (
            "chart negative-part",
            at(3, ViewProblem::BadChart { needs: "parts of zero or more to be a donut" }),
        ),
        ("chart parts 13", at(3, out_of("a donut's parts", "at most 12"))),
        ("data-missing", whole(ViewProblem::SideTable { what: "data", given: 0, needed: 1 })),
        ("qr 0", at(3, out_of("a QR code's content", "1 to 300 bytes"))),
        ("qr 301", at(3, out_of("a QR code's content", "1 to 300 bytes"))),
        ("account AT611904300234573201", at(3, ViewProblem::BadAccountId)),
        ("secret 0", at(3, out_of("a secret value", "1 to 200 bytes"))),
        ("secret 40", at(3, out_of("a secret value", "1 to 200 bytes"))),
        ("tabs 0", at(3, out_of("tabs", "one tab or more, one of them selected at most"))),
        ("tabs 2", at(3, out_of("tabs", "one tab or more, one of them selected at most"))),
        ("tab-outside-tabs", at(3, misplaced("tab", "stack"))),
        ("text-in-tabs", at(4, misplaced("divider", "tabs"))),
        ("text-in-menu", at(4, misplaced("divider", "menu"))),
        ("two-dialogs", at(4, ViewProblem::TwoDialogs)),
        ("form-in-form", at(3, misplaced("form", "form"))),
        ("child-of-leaf", at(4, misplaced("divider", "divider"))),
        ("test-id 3", whole(ViewProblem::BadTestId)),
    ];
    Lab::each(|lab| {
        let mut session = patient(lab);
        for (view, expected) in &wrong {
            let fault = lab.fault(&mut session, &format!("view {view}"));
            let Fault::View(ViewError { node, problem, .. }) = fault else {
                panic!("{view}: {fault}");
            };
            assert_eq!((node, problem), *expected, "{view}");
        }
    });
}

#[test]
fn a_wrong_node_is_told_by_its_screen_and_what_it_stands_in() {
    let lab = Lab::server();
    let mut session = patient(&lab);
    let fault = lab.fault(&mut session, "view keys-twice");
    assert_eq!(
        fault.to_string(),
        "it made a view that cannot be shown: node 4 of the view (mischief › stack root › twin): \
         the key twin stands twice among its siblings"
    );
}

#[test]
fn a_view_with_more_text_than_it_may_have_is_refused() {
    Lab::each(|lab| {
        let mut session = patient(lab);
        let max = Limits::default().view_text_bytes;
        tell(&mut session, &format!("view text {max}")).expect("as much as it may have");
        let Fault::View(error) = lab.fault(&mut session, &format!("view text {}", max + 1)) else {
            panic!("it is a wrong view");
        };
        assert_eq!(error.problem, ViewProblem::TooMuchText { max });
    });
}

#[test]
fn the_largest_view_that_is_allowed_is_shown() {
    Lab::each(|lab| {
        let mut session = patient(lab);
        tell(&mut session, "view nodes 1000").unwrap();
        assert_eq!(session.view().nodes().count(), 1_000);
        tell(&mut session, "view depth 32").unwrap();
        tell(&mut session, "view children 200").unwrap();
        tell(&mut session, "view rows 200").unwrap();
        tell(&mut session, "view parts 200").unwrap();
        tell(&mut session, "view patterns 16").unwrap();
        tell(&mut session, "view table tables 10").unwrap();
        tell(&mut session, "view table columns 12").unwrap();
        tell(&mut session, "view chart parts 12").unwrap();
        tell(&mut session, "view chart extremes").unwrap();
        tell(&mut session, "view qr 300").unwrap();
        tell(&mut session, "view date 2024").expect("a leap day");
        tell(&mut session, "view slider 4294967295").unwrap();
        tell(&mut session, "view stepper 4294967295").expect("numbers at their ends are numbers");
    });
}

#[test]
fn a_secret_is_in_no_view_that_is_written_down() {
    Lab::each(|lab| {
        let mut session = patient(lab);
        tell(&mut session, "view secret 1").unwrap();
        let view = session.view();
        let written = format!("{view:?} {}", serde_json::to_string(view.as_ref()).unwrap());
        assert!(!written.contains("s3cr3t"), "{written}");
        let told = view.nodes().any(|(_, node)| match &node.element {
            Element::SecretValue { value, .. } => value.reveal().as_str() == "s3cr3t",
            _ => false,
        });
        assert!(told, "the shell can show it");
    });
}

#[test]
fn texts_that_would_reorder_hide_or_command_are_made_visible() {
    Lab::each(|lab| {
        let mut session = patient(lab);
        tell(&mut session, "view bidi").unwrap();
        assert_eq!(session.view().title().as_str(), "\u{fffd}moc.knab\u{241b}[2J");
        let headings = session.view().nodes().filter_map(|(_, node)| match &node.element {
            Element::Heading { title } => Some(title.clone()),
            _ => None,
        });
        let headings: Vec<_> = headings.collect();
        let [heading] = headings.as_slice() else {
            panic!("there is one heading: {headings:?}");
        };
        let [Inline::Text(text)] = heading.as_slice() else {
            panic!("of one text: {heading:?}");
        };
        assert_eq!(text.as_str(), "\u{fffd}safe\u{fffd}\u{fffd}\u{2407}");
    });
}

#[test]
fn a_view_that_asks_for_a_secret_or_speaks_for_the_bank_is_refused_however_it_is_spelt() {
    let wrong = [
        ("title Your bank", None, "poses-as-bank"),
        ("title IHRE BANK fragt nach", None, "poses-as-bank"),
        ("title Yоur bank: confirm", None, "poses-as-bank"),
        ("dialog Deine Bank", Some(3), "poses-as-bank"),
        ("label PIN", Some(3), "asks-for-secret"),
        ("label Your card's pin", Some(3), "asks-for-secret"),
        ("label Tan", Some(3), "asks-for-secret"),
        ("label \u{ff30}\u{ff29}\u{ff2e}", Some(3), "asks-for-secret"),
        ("label \u{1d40f}\u{1d408}\u{1d40d}", Some(3), "asks-for-secret"),
        ("label PI\u{200d}N", Some(3), "asks-for-secret"),
        ("label PI\u{34f}N", Some(3), "asks-for-secret"),
        ("label PI\u{200b}N", Some(3), "asks-for-secret"),
        ("number Card number", Some(3), "asks-for-secret"),
        ("help The password of your online banking", Some(3), "asks-for-secret"),
        ("error That is not your PIN", Some(3), "asks-for-secret"),
    ];
    Lab::each(|lab| {
        let mut session = patient(lab);
        for (says, at, code) in wrong {
            let Fault::View(error) = lab.fault(&mut session, &format!("view says {says}")) else {
                panic!("{says} is a wrong view");
            };
            let ViewProblem::Wording(wording) = &error.problem else { panic!("{says}: {error}") };
            assert_eq!((error.node, wording.code()), (at, code), "{says}: {wording}");
        }
        // What is not read could be anything.
        let Fault::View(error) = lab.fault(&mut session, "view says long 9000") else {
            panic!("it is too long");
        };
        assert!(matches!(error.problem, ViewProblem::OutOfBounds { .. }), "{error}");
    });
}

#[test]
fn words_that_may_be_meant_well_are_shown_and_doubted() {
    let doubtful = [
        ("section Your bank accounts", Some("poses-as-bank")),
        ("heading Votre banque", Some("poses-as-bank")),
        ("heading B\u{435}an", Some("look-alike")),
        ("title B\u{435}an & Leaf", Some("look-alike")),
        ("label B\u{435}an", Some("look-alike")),
        ("heading Type your PIN below", Some("asks-for-secret")),
        ("slider PIN", Some("asks-for-secret")),
        ("heading A pin on the map", None),
        ("label Palabra clave", None),
        ("label \u{bf}Qu\u{e9} tan cerca?", None),
        ("title Pay with your bank", None),
    ];
    Lab::each(|lab| {
        let mut session = patient(lab);
        for (says, code) in doubtful {
            tell(&mut session, &format!("view says {says}")).unwrap();
            let doubts = session.view().doubts().iter().map(|doubt| doubt.wording.code());
            assert_eq!(doubts.collect::<Vec<_>>(), code.into_iter().collect::<Vec<_>>(), "{says}");
        }
        // A doubt is the host's alone: what is written down of a view is as it was.
        tell(&mut session, "view says heading B\u{435}an").unwrap();
        let view = session.view();
        let at = view.doubts()[0].node.unwrap();
        assert!(matches!(view.node(at).unwrap().element, Element::Heading { .. }));
        assert!(matches!(view.doubts()[0].wording, Wording::LookAlike { .. }));
        assert!(!serde_json::to_string(view.as_ref()).unwrap().contains("doubt"));
    });
}

//! From a script's text to its steps. All of it is read before anything runs.

use std::fmt;
use std::time::Duration;

use crate::problem::Problem;

/// A step and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// From 1.
    pub(crate) number: usize,
    /// As it is written.
    pub(crate) text: String,
    pub(crate) step: ScriptStep,
}

/// What a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ScriptStep {
    /// Taps a thing.
    Tap(Label),
    /// Gives a field, a stepper or a slider a value.
    Fill(Label, String),
    /// Chooses an option.
    Choose(Label, String),
    /// Goes back.
    Back,
    /// Lets the clock jump.
    Wait(Duration),
    /// The payment sheet's yes, from an account if one is named.
    Confirm(Option<String>),
    /// The no on any of the bank's sheets.
    Decline,
    /// The consent sheet's yes.
    Allow,
    /// Picks the account of that name on the bank's picker.
    Pick(String),
    /// Ticks a claim on the bank's sheet, or takes the tick away.
    Tick(String),
    /// Shares what is ticked.
    Share,
    /// The yes to another mini-app.
    Open,
    /// Closes the mini-app that another one led to.
    Leave,
    /// Drops everything and resumes.
    Restart,
    /// A text must be on screen.
    Expect(String),
    /// A text must not be on screen.
    ExpectNot(String),
}

/// What is meant: a thing's label and, where several have it, something that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) label: String,
    pub(crate) within: Option<String>,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.label)?;
        self.within.as_ref().map_or(Ok(()), |within| write!(f, " in {within:?}"))
    }
}

/// A line that is no step.
#[derive(Debug)]
pub(crate) struct WrongLine {
    /// From 1.
    pub(crate) number: usize,
    /// As it is written.
    text: String,
    /// Why, and what would be right.
    pub(crate) problem: String,
}

/// Reads a script, for who plays it at once.
///
/// # Errors
///
/// The first line that is no step, by its number, with what would be right.
pub(crate) fn parse(script: &str) -> Result<Vec<Line>, Problem> {
    lines(script).map_err(|WrongLine { number, text, problem }| {
        Problem::wrong_use(format!(
            "line {number} of the script is wrong: {problem}\n{number:>4} | {text}"
        ))
        .advice("loggia run --help tells what a script may say")
    })
}

/// Reads a script.
///
/// # Errors
///
/// The first line that is no step.
pub(crate) fn lines(script: &str) -> Result<Vec<Line>, WrongLine> {
    let mut lines = Vec::new();
    for (n, text) in script.lines().enumerate() {
        let (number, text) = (n + 1, text.trim().to_owned());
        let step = words(&text)
            .and_then(|words| if words.is_empty() { Ok(None) } else { step(&words).map(Some) });
        match step {
            Ok(None) => {}
            Ok(Some(step)) => lines.push(Line { number, text, step }),
            Err(problem) => return Err(WrongLine { number, text, problem }),
        }
    }
    Ok(lines)
}

/// A word and whether it stood in quotes: `in` in quotes is a label like any other.
type Word = (String, bool);

fn step(words: &[Word]) -> Result<ScriptStep, String> {
    let Some(((command, _), rest)) = words.split_first() else {
        return Err("it is empty".to_owned());
    };
    let texts: Vec<&str> = rest.iter().map(|(word, _)| word.as_str()).collect();
    let nothing = |step: ScriptStep| {
        if rest.is_empty() { Ok(step) } else { Err(format!("{command} stands alone")) }
    };
    let one = |what: &str| match texts.as_slice() {
        [text] => Ok((*text).to_owned()),
        _ => Err(format!("{command} takes {what}; put it in \"quotes\" if it has spaces")),
    };
    match command.as_str() {
        "tap" => match label(rest)? {
            (label, []) => Ok(ScriptStep::Tap(label)),
            _ => Err("tap takes a label, and perhaps in and a second one; put labels with spaces in \"quotes\"".to_owned()),
        },
        "fill" | "choose" => match label(rest)? {
            (label, [(value, _)]) if command == "fill" => Ok(ScriptStep::Fill(label, value.clone())),
            (label, [(value, _)]) => Ok(ScriptStep::Choose(label, value.clone())),
            _ => Err(format!("{command} takes a label and a value; put them in \"quotes\" if they have spaces")),
        },
        "back" => nothing(ScriptStep::Back),
        "wait" => one("a duration such as 10s, 5m or 2h").and_then(|text| duration(&text)).map(ScriptStep::Wait),
        "confirm" => match texts.as_slice() {
            [] => Ok(ScriptStep::Confirm(None)),
            [account] => Ok(ScriptStep::Confirm(Some((*account).to_owned()))),
            _ => Err("confirm takes nothing, or an account's name".to_owned()),
        },
        "decline" => nothing(ScriptStep::Decline),
        "allow" => nothing(ScriptStep::Allow),
        "pick" => one("an account's name").map(ScriptStep::Pick),
        "tick" => one("what is on the sheet, such as Address").map(ScriptStep::Tick),
        "share" => nothing(ScriptStep::Share),
        "open" => nothing(ScriptStep::Open),
        "leave" => nothing(ScriptStep::Leave),
        "restart" => nothing(ScriptStep::Restart),
        "expect" => one("a text").map(ScriptStep::Expect),
        "expect-not" => one("a text").map(ScriptStep::ExpectNot),
        other => Err(format!(
            "there is no step {other:?}: it is one of tap, fill, choose, back, wait, confirm, allow, pick, tick, share, open, decline, leave, restart, expect and expect-not"
        )),
    }
}

/// A label and what follows it.
fn label(words: &[Word]) -> Result<(Label, &[Word]), String> {
    let Some(((first, _), rest)) = words.split_first() else {
        return Err("the label is missing".to_owned());
    };
    match rest {
        [(word, false), (within, _), rest @ ..] if word == "in" => {
            Ok((Label { label: first.clone(), within: Some(within.clone()) }, rest))
        }
        [(word, false)] if word == "in" => Err("behind in stands what the label is in".to_owned()),
        _ => Ok((Label { label: first.clone(), within: None }, rest)),
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no duration: write it as 500ms, 10s, 5m or 2h");
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(wrong()),
    };
    // Not further than a year: beyond that it is a slip of the finger.
    let total = number
        .checked_mul(millis)
        .filter(|total| *total <= 366 * 24 * 3_600_000)
        .ok_or_else(wrong)?;
    Ok(Duration::from_millis(total))
}

/// A line in words: by spaces, but for what stands in quotes; up to a `#`.
fn words(line: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut letters = line.chars().peekable();
    while let Some(&letter) = letters.peek() {
        match letter {
            '#' => break,
            '"' => {
                letters.next();
                let mut word = String::new();
                loop {
                    match letters.next() {
                        None => return Err("a quote is not closed".to_owned()),
                        Some('"') => break,
                        Some('\\') => match letters.next() {
                            Some(escaped @ ('"' | '\\')) => word.push(escaped),
                            _ => return Err("behind \\ stands \" or \\".to_owned()),
                        },
                        Some(letter) => word.push(letter),
                    }
                }
                if letters.peek().is_some_and(|next| !next.is_whitespace()) {
                    return Err("behind a closing quote stands a space".to_owned());
                }
                words.push((word, true));
            }
            letter if letter.is_whitespace() => {
                letters.next();
            }
            _ => {
                let mut word = String::new();
                while let Some(letter) = letters.next_if(|letter| !letter.is_whitespace()) {
                    if letter == '"' {
                        return Err("before an opening quote stands a space".to_owned());
                    }
                    word.push(letter);
                }
                words.push((word, false));
            }
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(script: &str) -> Vec<ScriptStep> {
        parse(script).unwrap().into_iter().map(|line| line.step).collect()
    }

    fn plain(label: &str) -> Label {
        Label { label: label.into(), within: None }
    }

    fn wrong(script: &str) -> String {
        parse(script).unwrap_err().to_string()
    }

    #[test]
    fn each_line_is_a_step() {
        let script = "
            # order
            tap \"Flat white\"
            tap + in Espresso      # the plus of that row
            fill Name \"Ada \\\"the\\\" Countess\"
            choose Size Large
            back
            wait 90s
            confirm
            confirm Savings
            decline
            allow
            pick \"Pocket money\"
            tick \"Given name\"
            share
            restart
            expect \"€ 3,40\"
            expect-not Sorry";
        let expected = [
            ScriptStep::Tap(plain("Flat white")),
            ScriptStep::Tap(Label { label: "+".into(), within: Some("Espresso".into()) }),
            ScriptStep::Fill(plain("Name"), "Ada \"the\" Countess".into()),
            ScriptStep::Choose(plain("Size"), "Large".into()),
            ScriptStep::Back,
            ScriptStep::Wait(Duration::from_secs(90)),
            ScriptStep::Confirm(None),
            ScriptStep::Confirm(Some("Savings".into())),
            ScriptStep::Decline,
            ScriptStep::Allow,
            ScriptStep::Pick("Pocket money".into()),
            ScriptStep::Tick("Given name".into()),
            ScriptStep::Share,
            ScriptStep::Restart,
            ScriptStep::Expect("€ 3,40".into()),
            ScriptStep::ExpectNot("Sorry".into()),
        ];
        assert_eq!(steps(script), expected);
        assert_eq!(parse(script).unwrap()[0].number, 3);
    }

    #[test]
    fn in_is_a_word_of_its_own_only_without_quotes() {
        let filled = ScriptStep::Fill(plain("Place"), "in".into());
        assert_eq!(steps("fill Place \"in\""), [filled]);
        let within = Label { label: "Name".into(), within: Some("Card".into()) };
        assert_eq!(steps("fill Name in Card Ada"), [ScriptStep::Fill(within, "Ada".into())]);
    }

    #[test]
    fn a_wrong_line_is_named_with_what_would_be_right() {
        assert!(wrong("tap A\npush B").contains("line 2"), "{}", wrong("tap A\npush B"));
        assert!(wrong("push B").contains("tap, fill, choose"));
        assert!(wrong("tap Flat white").contains("\"quotes\""));
        assert!(wrong("tap").contains("label is missing"));
        assert!(wrong("tap A in").contains("behind in"));
        assert!(wrong("fill Name").contains("a label and a value"));
        assert!(wrong("tap \"A").contains("not closed"));
        assert!(wrong("tap \"A\"B").contains("behind a closing quote"));
        assert!(wrong("tap A\"B\"").contains("before an opening quote"));
        assert!(wrong("expect \"a\\n\"").contains("behind \\"));
        for bad in [
            "wait",
            "wait 5",
            "wait s",
            "wait 5d",
            "wait -5s",
            "wait 99999999999999999999s",
            "wait 9000h",
        ] {
            let problem = wrong(bad);
            assert!(problem.contains("duration"), "{bad}: {problem}");
        }
        assert!(wrong("back now").contains("stands alone"));
    }
}

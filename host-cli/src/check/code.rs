//! The rules by their codes, in one table.

use serde::Serialize;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Severity {
    /// The bank's review refuses it.
    Error,
    /// The review asks about it.
    Warning,
}

/// A rule, as `--rules` lists it and `--explain` tells it.
#[derive(Debug, Serialize)]
pub(crate) struct Rule {
    /// Which; stays for ever.
    pub(crate) code: Code,
    /// How grave it is to break it.
    pub(crate) severity: Severity,
    /// What must hold, in a line.
    pub(crate) says: &'static str,
    /// Why it is a rule, and how to keep it.
    pub(crate) why: &'static str,
}

/// Declares the codes and their rules in one table.
macro_rules! rules {
    ($($code:ident $name:literal $severity:ident $says:literal $why:literal)*) => {
        /// The code of a rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub(crate) enum Code {
            $(
                #[doc = $says]
                #[serde(rename = $name)]
                $code,
            )*
        }

        impl Code {
            /// As it is written.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }

            /// Whether what breaks its rule keeps the mini-app from being looked at any further.
            pub(crate) fn ends_the_check(self) -> bool {
                matches!(
                    self,
                    Self::Manifest
                        | Self::Package
                        | Self::UnaskedRight
                        | Self::UnusedRight
                        | Self::UnknownImport
                        | Self::TooLarge
                )
            }

            /// How grave it is to break its rule.
            pub(crate) fn severity(self) -> Severity {
                match self {
                    $(Self::$code => Severity::$severity,)*
                }
            }
        }

        /// All rules: of the manifest first, then of words, screens, steps and trouble.
        pub(crate) const RULES: &[Rule] = &[
            $(Rule { code: Code::$code, severity: Severity::$severity, says: $says, why: $why },)*
        ];
    };
}

rules! {
    Manifest "manifest" Error
        "loggia.toml is of the manifest's form"
        "The bank shows users what the manifest says, and reads from it what to grant. A key that it does not know is a slip of the pen; a text of a wrong length fits on no sheet."
    Grant "grant" Error
        "grant.toml is of a grant's form"
        "grant.toml is what you ask the bank to grant, within limits. loggia run and loggia check run the mini-app with it."
    Package "package" Error
        "the file is a package that Loggia loads"
        "A package is a component with its manifest and pictures, sealed by loggia build. What was changed afterwards, or made otherwise, is refused before anything of it runs."
    UnaskedRight "unasked-right" Error
        "what the code calls is asked for in the manifest"
        "Users and the bank are told what a mini-app can do. The binary's imports say what it really calls, and the two must be the same."
    UnusedRight "unused-right" Error
        "what the manifest asks for is called by the code"
        "A right that nobody uses is one that an intruder could. Remove it from loggia.toml until the code calls it."
    UnknownImport "unknown-import" Error
        "the component imports what Loggia offers, and nothing else"
        "There are no files, sockets, clocks or environment here. A dependency that needs them brings their imports along."
    NotGranted "not-granted" Error
        "what the mini-app requires is in grant.toml"
        "Without a required capability it cannot be loaded. If it can do without, ask for it under [capabilities.optional]."
    UnneededGrant "unneeded-grant" Warning
        "grant.toml grants what the manifest asks for, and no more"
        "The review grants what is asked for. What goes beyond it is left out."
    TooLarge "too-large" Error
        "component and pictures are within their limits"
        "A mini-app is loaded as a whole, on phones too."
    MissingLanguage "missing-language" Error
        "all that users read is there in each language of locales"
        "A user who chose German is asked for a consent in German, and reads German screens. Name a language in locales only if everything speaks it."
    Untranslated "untranslated" Warning
        "sentences differ between languages"
        "A sentence that reads the same in two languages was probably forgotten. Names may stay."
    LookAlike "look-alike" Error
        "words do not mix letters of several scripts"
        "A Cyrillic letter in a Latin word looks like another partner's name and is not. The rule is Unicode's UTS #39."
    PosesAsBank "poses-as-bank" Error
        "no title or heading speaks for the bank"
        "Only the bank's own sheets say \"Your bank\". A screen that does so is what a thief would draw: the host undoes its step where that is the screen's own title, and a package is refused for its name."
    AsksForSecret "asks-for-secret" Error
        "no input asks for a PIN, a password, a TAN or a card's number"
        "The bank confirms payments and proves who the user is, on its own sheets. A mini-app never needs these, and users learn never to type them. The host undoes a step that shows such a field."
    MissingTitle "missing-title" Error
        "each screen has a title"
        "It stands in the bank's frame, and is what a screen reader says first."
    MissingLabel "missing-label" Error
        "whatever can be used has a label"
        "Without one a screen reader has nothing to say, and nobody knows what a tap will do."
    EmptyHeading "empty-heading" Error
        "sections and headings have words"
        "Who does not see the screen goes from heading to heading."
    ToneAlone "tone-alone" Error
        "a tone stands with words, never by colour alone"
        "Not everybody sees red and green, and a printed or a dark screen has neither."
    TextCut "text-cut" Error
        "all texts are whole at 40 columns"
        "That is a phone, and an 80 column screen at twice the size. What is cut there cannot be read at all: shorten the label, or put a part of it into a text of its own."
    BrokenWord "broken-word" Warning
        "words are not broken at 40 columns"
        "A word that is wider than its place is broken anywhere. Use a shorter one, or give it a row of its own."
    BrokenView "broken-view" Error
        "each view is of the contract's form, within its limits"
        "The host checks views before it shows them; one that breaks a rule undoes its step."
    Panicked "panicked" Error
        "no step panics"
        "A panic undoes the step, the user sees the bank's apology with your name in it, and three in five minutes close the session. Return a Failure with words for the user instead."
    OutOfFuel "out-of-fuel" Error
        "each step ends within its fuel"
        "Fuel is about an instruction each. A loop that does not end, or work that grows with the user's data, burns it up: do less in a step, or spread it over several."
    OutOfMemory "out-of-memory" Error
        "each step needs no more memory than its limit"
        "An instance lives for one step, on a phone too. Read long lists page by page."
    OutOfTime "out-of-time" Error
        "each step ends in time"
        "Nobody waits for a screen: a bank gives a step 250 ms. Ask for what takes long, and draw the screen that says so at once. Here a step has ten seconds, or what is found would depend on the machine; what it computes is bounded by its fuel, which near-limit looks at."
    StateTooLarge "state-too-large" Error
        "the state that a step leaves is within its limit"
        "The state is read and written with every step. Keep in it what the screen needs, and the rest in storage or on your server."
    Fault "fault" Error
        "no step breaks a rule of the sandbox"
        "Whatever else undoes a step: a trap, a stack that overflows, too much handed over at once."
    NearLimit "near-limit" Warning
        "steps use no more than four fifths of a limit"
        "The walks see little of what users have. With a year of bookings instead of three, the limit would be reached."
    ScriptFailed "script-failed" Error
        "the project's scripts run to their end"
        "A script is how you show the review what the mini-app is for."
    NoUsableScreen "no-usable-screen" Error
        "there is a screen to use whatever befalls a capability"
        "Each capability is refused, declined by the user, too slow, out of order, empty and full in turn. After each move the screen must say something, offer something to do or a way back, and not wait for what will never come."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_in_one_way_and_each_stands_once() {
        let mut names: Vec<&str> = RULES.iter().map(|rule| rule.code.name()).collect();
        let fine = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(names.iter().all(fine), "{names:?}");
        for rule in RULES {
            assert_eq!(rule.severity, rule.code.severity());
            assert_eq!(serde_json::to_value(rule.code).unwrap(), rule.code.name());
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}

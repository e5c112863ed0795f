//! What words may not do: look like others, speak for the bank, ask for secrets.

use loggia_runtime::package::Manifest;
use loggia_runtime::ui::{Element, Input, View};
use unicode_security::{MixedScript, skeleton};

use super::code::Code;
use super::finding::{Finding, Place, Source};
use super::manifest;
use super::node;

/// How the bank's own sheets begin.
const BANK: &[&str] = &[
    "your bank",
    "deine bank",
    "ihre bank",
    "votre banque",
    "ta banque",
    "tu banco",
    "su banco",
    "la tua banca",
];

/// What no mini-app asks for, in lower case; each as whole words.
const SECRETS: &[&str] = &[
    "pin",
    "pin code",
    "pincode",
    "tan",
    "mtan",
    "passcode",
    "password",
    "passphrase",
    "passwort",
    "kennwort",
    "geheimzahl",
    "mot de passe",
    "contraseña",
    "clave",
    "cvv",
    "cvc",
    "cvv2",
    "cvc2",
    "security code",
    "sicherheitscode",
    "prüfziffer der karte",
    "card number",
    "kartennummer",
    "numéro de carte",
    "número de tarjeta",
    "numero di carta",
    "one time code",
    "one time password",
    "einmalcode",
    "einmalpasswort",
    "online banking",
    "onlinebanking",
    "login code",
    "seed phrase",
    "private key",
];

/// What users read of a manifest before anything runs.
pub(super) fn in_manifest(manifest: &Manifest, source: Option<&Source>) -> Vec<Finding> {
    let mut texts: Vec<(Vec<&str>, &str)> = vec![
        (vec!["name"], &manifest.name),
        (vec!["partner", "name"], &manifest.partner.name),
        (vec!["description"], &manifest.description),
    ];
    let asked = &manifest.capabilities;
    for (kind, purposes) in [("required", &asked.required), ("optional", &asked.optional)] {
        for (interface, purpose) in purposes {
            texts.extend(
                purpose
                    .values()
                    .map(|sentence| (vec!["capabilities", kind, interface], sentence.as_str())),
            );
        }
    }
    for intent in &manifest.intents {
        texts.extend(intent.title.values().map(|title| (vec!["intents"], title.as_str())));
    }
    let mut findings = Vec::new();
    for (path, text) in texts {
        let spot = || source.and_then(|source| manifest::key(source, &path));
        if let Some(finding) = look_alike(text) {
            findings.push(finding.in_source(spot()));
        }
        if matches!(path.as_slice(), ["name"] | ["partner", "name"])
            && let Some(finding) = poses_as_bank(text)
        {
            findings.push(finding.in_source(spot()));
        }
    }
    findings
}

/// What users read on a screen.
pub(super) fn in_view(view: &View, place: &Place) -> Vec<Finding> {
    let mut findings = Vec::new();
    let screen = || Place { node: None, ..place.clone() };
    findings.extend(poses_as_bank(view.title().as_str()).map(|finding| finding.at(screen())));
    findings.extend(look_alike(view.title().as_str()).map(|finding| finding.at(screen())));
    for (index, own) in view.nodes() {
        let at = || Place { node: Some(node::trail(view, index)), ..place.clone() };
        let texts = node::texts(own);
        findings.extend(texts.iter().find_map(|text| look_alike(text)).map(|found| found.at(at())));
        match &own.element {
            Element::Section { .. } | Element::Heading { .. } | Element::Dialog { .. } => {
                let said = texts.iter().find_map(|text| poses_as_bank(text));
                findings.extend(said.map(|finding| finding.at(at())));
            }
            Element::Input(input) => {
                findings.extend(asks_for_secret(input).map(|finding| finding.at(at())));
            }
            _ => {}
        }
    }
    findings
}

/// A word whose letters are of several scripts.
fn look_alike(text: &str) -> Option<Finding> {
    let letters = |c: char| !c.is_alphanumeric();
    let mixed = text.split(letters).find(|word| !word.is_single_script())?;
    // Letter by letter: the skeleton of a whole word also writes m as rn.
    let plain: String = mixed
        .chars()
        .flat_map(|letter| {
            if letter.is_ascii() { vec![letter] } else { skeleton(&letter.to_string()).collect() }
        })
        .collect();
    let strange: Vec<String> = mixed
        .chars()
        .filter(|letter| !letter.is_ascii() && skeleton(&letter.to_string()).any(|c| c.is_ascii()))
        .map(|letter| format!("{letter} (U+{:04X})", u32::from(letter)))
        .collect();
    let which =
        if strange.is_empty() { String::new() } else { format!(": {}", strange.join(", ")) };
    Some(Finding::new(
        Code::LookAlike,
        format!("\"{mixed}\" mixes letters of several scripts, and looks like \"{plain}\"{which}"),
        "write each word in letters of one script",
    ))
}

/// A title that begins as the bank's own sheets do.
fn poses_as_bank(text: &str) -> Option<Finding> {
    let plain: String = skeleton(text).collect::<String>().to_lowercase();
    let plain = plain.trim();
    let begins = |bank: &&&str| {
        // Skeletons of both: some letters become others.
        let bank: String = skeleton(bank).collect::<String>().to_lowercase();
        plain
            .strip_prefix(&bank)
            .is_some_and(|rest| rest.chars().next().is_none_or(|next| !next.is_alphanumeric()))
    };
    BANK.iter().find(begins)?;
    Some(Finding::new(
        Code::PosesAsBank,
        format!("\"{text}\" speaks as the bank's own sheets do"),
        "speak in your own name: only the bank says \"Your bank\"",
    ))
}

/// An input for what only the bank may ask for.
fn asks_for_secret(input: &Input) -> Option<Finding> {
    let label = input.label.to_string();
    let help = input.help.as_ref().map(ToString::to_string).unwrap_or_default();
    let said = [&label, &help].into_iter().find_map(|text| secret_in(text))?;
    Some(Finding::new(
        Code::AsksForSecret,
        format!("the input \"{label}\" asks for a secret: {said}"),
        "remove it: the bank confirms payments and knows the user, on its own sheets",
    ))
}

/// The longest secret that a text names.
fn secret_in(text: &str) -> Option<&'static str> {
    let spaced = |text: &str| {
        let spaces = |c: char| if c.is_alphanumeric() { c } else { ' ' };
        let words: String = text.chars().map(spaces).collect();
        format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let (written, lower) = (spaced(text), spaced(&text.to_lowercase()));
    let names = |secret: &&&str| {
        // In small letters these are words of their own: a pin on a map, a tan suitcase.
        let is_short = matches!(**secret, "pin" | "tan");
        let secret = format!(" {secret} ");
        if is_short { written.contains(&secret.to_uppercase()) } else { lower.contains(&secret) }
    };
    SECRETS.iter().filter(names).max_by_key(|secret| secret.len()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_script_look_like_nobody_else() {
        for fine in
            ["Coffee", "Кофе", "Ω-3 Tropfen", "コーヒー豆", "Bäckerei", "Café №5", "₿ 3,40 €"]
        {
            assert!(look_alike(fine).is_none(), "{fine}");
        }
        let found = look_alike("Bean & Lеaf").unwrap();
        assert!(found.message.contains("е (U+0435)"), "{}", found.message);
        assert!(look_alike("αpple").is_some());
    }

    #[test]
    fn only_the_bank_speaks_as_the_bank() {
        for wrong in
            ["Your bank", "Your bank: confirm", "YOUR BANK", "Yоur bank", "Deine Bank fragt"]
        {
            assert!(poses_as_bank(wrong).is_some(), "{wrong}");
        }
        for fine in ["Your banknotes", "Pay with your bank", "Bank Street", "Coffee"] {
            assert!(poses_as_bank(fine).is_none(), "{fine}");
        }
    }

    #[test]
    fn secrets_are_found_as_whole_words() {
        for (wrong, secret) in [
            ("PIN", "pin"),
            ("Your PIN-code, please", "pin code"),
            ("One-time password", "one time password"),
            ("mTAN", "mtan"),
            ("Pin code", "pin code"),
            ("Dein Passwort", "passwort"),
            ("CVV (three digits)", "cvv"),
            ("Card number", "card number"),
        ] {
            assert_eq!(secret_in(wrong), Some(secret), "{wrong}");
        }
        for fine in
            ["Pineapple", "Number plate", "Pin on the map", "Tan or black", "Tank", "Postcode"]
        {
            assert_eq!(secret_in(fine), None, "{fine}");
        }
    }
}

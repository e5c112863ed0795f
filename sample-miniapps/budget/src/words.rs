use loggia_sdk::catalogue;
use loggia_sdk::ui::{Label, Moment};

catalogue! {
    /// What Pfennig speaks; English to everybody whose language it doesn't.
    pub(crate) enum Language { En = "en", De = "de" }

    // Categories.

    /// A category.
    groceries() -> &'static str { En => "Groceries", De => "Lebensmittel" }
    /// A category.
    restaurants() -> &'static str { En => "Restaurants", De => "Restaurants" }
    /// A category.
    transport() -> &'static str { En => "Transport", De => "Unterwegs" }
    /// A category.
    housing() -> &'static str { En => "Home", De => "Wohnen" }
    /// A category.
    utilities() -> &'static str { En => "Energy and water", De => "Energie und Wasser" }
    /// A category.
    health() -> &'static str { En => "Health", De => "Gesundheit" }
    /// A category.
    leisure() -> &'static str { En => "Leisure", De => "Freizeit" }
    /// A category.
    clothing() -> &'static str { En => "Clothing", De => "Kleidung" }
    /// A category.
    travel() -> &'static str { En => "Travel", De => "Reisen" }
    /// A category.
    telecom() -> &'static str { En => "Phone and subscriptions", De => "Telefon und Abos" }
    /// A category.
    cash() -> &'static str { En => "Cash", De => "Bargeld" }
    /// A category.
    transfers() -> &'static str { En => "Transfers", De => "Überweisungen" }
    /// A category.
    other() -> &'static str { En => "Other", De => "Sonstiges" }
    /// A category.
    income() -> &'static str { En => "Income", De => "Einkommen" }
    /// A category.
    refunds() -> &'static str { En => "Refunds", De => "Erstattungen" }

    // Months.

    /// A month.
    january() -> &'static str { En => "January", De => "Januar" }
    /// A month.
    february() -> &'static str { En => "February", De => "Februar" }
    /// A month.
    march() -> &'static str { En => "March", De => "März" }
    /// A month.
    april() -> &'static str { En => "April", De => "April" }
    /// A month.
    may() -> &'static str { En => "May", De => "Mai" }
    /// A month.
    june() -> &'static str { En => "June", De => "Juni" }
    /// A month.
    july() -> &'static str { En => "July", De => "Juli" }
    /// A month.
    august() -> &'static str { En => "August", De => "August" }
    /// A month.
    september() -> &'static str { En => "September", De => "September" }
    /// A month.
    october() -> &'static str { En => "October", De => "Oktober" }
    /// A month.
    november() -> &'static str { En => "November", De => "November" }
    /// A month.
    december() -> &'static str { En => "December", De => "Dezember" }
    /// A month of a year.
    month(name: &str, year: u64) -> String { En => [name, " ", year], De => [name, " ", year] }

    // The month.

    /// The greeting.
    hello(name: &str) -> String { En => ["Hello ", name], De => ["Hallo ", name] }
    /// The greeting's button.
    greet_me() -> &'static str { En => "Greet me by name", De => "Mit Namen begrüßen" }
    /// The way to the month before.
    previous() -> &'static str { En => "Previous month", De => "Monat davor" }
    /// The way to the month after.
    next() -> &'static str { En => "Next month", De => "Monat danach" }
    /// Which accounts are shown.
    account() -> &'static str { En => "Account", De => "Konto" }
    /// All of them.
    all_accounts() -> &'static str { En => "All accounts", De => "Alle Konten" }
    /// A part of the month, in one currency.
    in_currency(currency: &str) -> String { En => ["In ", currency], De => ["In ", currency] }
    /// The part with the sums.
    overview() -> &'static str { En => "Overview", De => "Überblick" }
    /// The sum of what came in.
    came_in() -> &'static str { En => "Came in", De => "Eingenommen" }
    /// The sum of what went out.
    spent() -> &'static str { En => "Spent", De => "Ausgegeben" }
    /// What is left of it.
    left_over() -> &'static str { En => "Left over", De => "Übrig" }
    /// What is missing.
    overspent() -> &'static str { En => "Spent beyond that", De => "Mehr ausgegeben" }
    /// The part with the categories.
    spending() -> &'static str { En => "What it went for", De => "Wofür" }
    /// The chart of the months.
    by_month() -> &'static str { En => "Month by month", De => "Monat für Monat" }
    /// A column of months.
    the_month() -> &'static str { En => "Month", De => "Monat" }
    /// A column of categories.
    the_category() -> &'static str { En => "Category", De => "Kategorie" }
    /// What part of the whole it is.
    share(payments: &str, percent: u64) -> String {
        En => [payments, " · ", percent, " %"],
        De => [payments, " · ", percent, " %"],
    }
    /// The part with what came in.
    incoming() -> &'static str { En => "Where it came from", De => "Woher" }
    /// How many payments.
    payments(count: u64) -> String {
        En => { count: one ["1 payment"], other [count, " payments"] },
        De => { count: one ["1 Zahlung"], other [count, " Zahlungen"] },
    }
    /// A month without transactions.
    nothing_in(month: &str) -> String {
        En => ["Nothing came in or went out in ", month],
        De => ["Im ", month, " kam nichts herein und ging nichts hinaus"],
    }
    /// When the sums were read.
    as_of(at: Moment) -> Label { En => ["As of ", at], De => ["Stand: ", at] }
    /// The button to read anew.
    read_again() -> &'static str { En => "Read again", De => "Neu einlesen" }
    /// What comes in is not to be seen.
    no_credits() -> &'static str {
        En => "Without access to what comes in, only your spending is shown.",
        De => "Ohne Zugriff auf Eingänge werden nur deine Ausgaben gezeigt.",
    }
    /// With whom it was is not to be seen.
    no_details() -> &'static str {
        En => "Without access to the details, your spending can’t be sorted.",
        De => "Ohne Zugriff auf die Einzelheiten lassen sich deine Ausgaben nicht ordnen.",
    }
    /// There are more accounts than are looked at.
    too_many_accounts() -> &'static str {
        En => "Only your first ten accounts are shown.",
        De => "Nur deine ersten zehn Konten werden gezeigt.",
    }
    /// The customer didn't wait for the rest.
    not_all_read() -> &'static str {
        En => "Not everything was read: these sums are too low.",
        De => "Es wurde nicht alles eingelesen: Diese Summen sind zu niedrig.",
    }
    /// Transactions in another currency than their account.
    foreign(count: u64) -> String {
        En => { count: one ["1 transaction in another currency isn’t counted."], other [count, " transactions in other currencies aren’t counted."] },
        De => { count: one ["1 Umsatz in anderer Währung ist nicht mitgezählt."], other [count, " Umsätze in anderen Währungen sind nicht mitgezählt."] },
    }

    // Reading.

    /// The title meanwhile.
    reading() -> &'static str { En => "One moment", De => "Einen Moment" }
    /// Waiting for the accounts.
    waiting() -> &'static str { En => "Waiting for your bank", De => "Warten auf deine Bank" }
    /// What the bank may do meanwhile.
    bank_asks() -> &'static str {
        En => "Your bank may ask you what Budget may see. Budget can only look: it can’t move money and has no network.",
        De => "Deine Bank fragt dich vielleicht, was Budget sehen darf. Budget kann nur schauen: Es kann kein Geld bewegen und hat kein Netz.",
    }
    /// How far it is.
    read_so_far(count: u64) -> String {
        En => { count: one ["1 transaction read"], other [count, " transactions read"] },
        De => { count: one ["1 Umsatz eingelesen"], other [count, " Umsätze eingelesen"] },
    }

    // What doesn't work.

    /// The title then.
    stopped() -> &'static str { En => "Not now", De => "Gerade nicht" }
    /// The customer or the bank said no.
    refused() -> &'static str { En => "Budget may not look at your accounts", De => "Budget darf deine Konten nicht ansehen" }
    /// What follows from it.
    refused_about() -> &'static str {
        En => "Without that it has nothing to add up. Nothing of your accounts is kept here.",
        De => "Ohne das gibt es nichts zusammenzuzählen. Von deinen Konten ist hier nichts gespeichert.",
    }
    /// The button then.
    ask_again() -> &'static str { En => "Ask me again", De => "Noch einmal fragen" }
    /// The customer didn't answer in time.
    unanswered() -> &'static str {
        En => "The question whether Budget may look has expired",
        De => "Die Frage, ob Budget schauen darf, ist abgelaufen",
    }
    /// The bank can't say now.
    unavailable() -> &'static str {
        En => "Your bank can’t show this at the moment",
        De => "Deine Bank kann das gerade nicht zeigen",
    }
    /// What to do about it.
    unavailable_about() -> &'static str {
        En => "Please try again in a moment: it goes on where it stopped.",
        De => "Versuch es gleich noch einmal: Es geht dort weiter, wo es aufgehört hat.",
    }
    /// The button then.
    try_again() -> &'static str { En => "Try again", De => "Noch einmal versuchen" }
    /// The way to what is known.
    show_what_there_is() -> &'static str { En => "Show what there is", De => "Zeigen, was da ist" }
    /// The button of a customer who has waited long enough.
    do_not_wait() -> &'static str { En => "Don’t wait", De => "Nicht warten" }
    /// The customer has no accounts.
    no_accounts() -> &'static str { En => "There is no account to look at yet", De => "Noch gibt es kein Konto zum Ansehen" }

    // A category.

    /// The way back from a category.
    back_to(month: &str) -> String { En => ["Back to ", month], De => ["Zurück zu ", month] }
    /// Who got it, or gave it.
    merchants() -> &'static str { En => "With whom", De => "Bei wem" }
    /// Merchants that are not shown apart.
    everybody_else() -> &'static str { En => "Everybody else", De => "Alle anderen" }
    /// Somebody of whom the bank doesn't say who it is.
    unnamed() -> &'static str { En => "Not named", De => "Nicht genannt" }
    /// The newest transactions.
    latest() -> &'static str { En => "Latest", De => "Zuletzt" }
    /// Nothing to be seen.
    nothing_here() -> &'static str { En => "Nothing to see here", De => "Hier ist nichts zu sehen" }

    // The goal.

    /// The goal's title.
    goal() -> &'static str { En => "Savings goal", De => "Sparziel" }
    /// The way to a first one.
    set_goal() -> &'static str { En => "Set a savings goal", De => "Sparziel setzen" }
    /// The way to it.
    show_goal() -> &'static str { En => "Show the goal", De => "Ziel ansehen" }
    /// The way to its form.
    change_goal() -> &'static str { En => "Change the goal", De => "Ziel ändern" }
    /// The form's button.
    keep_goal() -> &'static str { En => "Keep the goal", De => "Ziel speichern" }
    /// What it is for.
    goal_name() -> &'static str { En => "What for", De => "Wofür" }
    /// How much it is.
    goal_amount() -> &'static str { En => "Amount", De => "Betrag" }
    /// By when.
    goal_by() -> &'static str { En => "By", De => "Bis" }
    /// On which account.
    goal_on() -> &'static str { En => "Saved on", De => "Gespart auf" }
    /// On none of them.
    goal_on_none() -> &'static str { En => "Somewhere else", De => "Woanders" }
    /// What is saved.
    goal_saved() -> &'static str { En => "Saved", De => "Gespart" }
    /// What is needed.
    goal_needed() -> &'static str { En => "Goal", De => "Ziel" }
    /// What is to be put aside.
    goal_monthly() -> &'static str { En => "Needed each month", De => "Monatlich nötig" }
    /// It is too late.
    goal_late() -> &'static str { En => "Missing, and the month is over", De => "Fehlt, und der Monat ist vorbei" }
    /// It is reached.
    goal_reached() -> &'static str { En => "You’ve reached your goal!", De => "Du hast dein Ziel erreicht!" }
    /// What part of it is saved.
    goal_share() -> &'static str { En => "Saved", De => "Gespart" }
    /// What is saved is being asked for.
    saved_asked() -> &'static str { En => "Asking what is saved", De => "Gespartes wird abgefragt" }
    /// The customer doesn't want it to be seen.
    saved_denied() -> &'static str {
        En => "Without access to the balance, Budget can’t say how much is saved.",
        De => "Ohne Zugriff auf den Kontostand kann Budget nicht sagen, wie viel gespart ist.",
    }
    /// The bank can't say now.
    saved_unavailable() -> &'static str {
        En => "What is saved can’t be shown at the moment.",
        De => "Wie viel gespart ist, lässt sich gerade nicht zeigen.",
    }
    /// There is no account.
    saved_elsewhere() -> &'static str {
        En => "Choose an account to see how much is saved.",
        De => "Wähl ein Konto, um zu sehen, wie viel gespart ist.",
    }
    /// The account is in another currency.
    saved_foreign() -> &'static str {
        En => "The account is in another currency than the goal.",
        De => "Das Konto hat eine andere Währung als das Ziel.",
    }
    /// The button to remove it.
    remove_goal() -> &'static str { En => "Remove the goal", De => "Ziel entfernen" }
    /// The question before.
    remove_goal_really() -> &'static str { En => "Remove this goal?", De => "Dieses Ziel entfernen?" }
    /// Yes.
    remove_it() -> &'static str { En => "Yes, remove it", De => "Ja, entfernen" }
    /// No.
    leave_it() -> &'static str { En => "Leave it", De => "Behalten" }
    /// It is not in the storage.
    goal_not_kept() -> &'static str {
        En => "Your goal couldn’t be saved: it may be gone next time.",
        De => "Dein Ziel konnte nicht gespeichert werden: Beim nächsten Mal fehlt es vielleicht.",
    }
    /// It is gone.
    goal_removed() -> &'static str { En => "The goal is removed.", De => "Das Ziel ist entfernt." }
    /// No name.
    no_name() -> &'static str {
        En => "Your name can’t be shown at the moment.",
        De => "Dein Name lässt sich gerade nicht zeigen.",
    }
}

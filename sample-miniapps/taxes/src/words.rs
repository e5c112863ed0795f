use loggia_sdk::Money;
use loggia_sdk::catalogue;
use loggia_sdk::ui::{Label, Moment};

catalogue! {
    /// What the revenue office speaks; English to everybody whose language it doesn't.
    pub(crate) enum Language { En = "en", De = "de" }

    // The start.

    /// The title.
    start() -> &'static str { En => "Bills and fines", De => "Bescheide und Strafen" }
    /// The button.
    find_mine() -> &'static str { En => "Find what is addressed to me", De => "Was ist an mich gerichtet?" }
    /// What the button does.
    find_mine_hint() -> &'static str {
        En => "Your bank asks you which verified facts the Revenue Office may know. It needs your family name, birthdate and tax number; none of them is kept here.",
        De => "Deine Bank fragt dich, welche bestätigten Angaben das Finanzamt bekommen darf. Es braucht Familiennamen, Geburtsdatum und Steuernummer; nichts davon wird hier aufbewahrt.",
    }
    /// What the bank's sheet says in quotes.
    purpose() -> &'static str {
        En => "To find the bills and fines that are addressed to you",
        De => "Um die Bescheide und Strafen zu finden, die an dich gerichtet sind",
    }
    /// The field.
    reference() -> &'static str { En => "Reference", De => "Aktenzeichen" }
    /// Its hint.
    reference_hint() -> &'static str {
        En => "Ten digits, at the top right of the letter",
        De => "Zehn Ziffern, rechts oben auf dem Brief",
    }
    /// What was typed is none.
    no_reference() -> &'static str {
        En => "A reference has ten digits, such as 1234 5678 88",
        De => "Ein Aktenzeichen hat zehn Ziffern, zum Beispiel 1234 5678 88",
    }
    /// The form's button.
    look_up() -> &'static str { En => "Look up", De => "Nachsehen" }
    /// The bank's sheet is up.
    ticking() -> &'static str { En => "Tell your bank what you want to share.", De => "Sag deiner Bank, was du mitteilen möchtest." }
    /// The office is asked.
    searching() -> &'static str { En => "Asking the Revenue Office …", De => "Das Finanzamt wird gefragt …" }
    /// The button.
    my_payments() -> &'static str { En => "My payments", De => "Meine Zahlungen" }
    /// A payment that isn't over.
    not_finished() -> &'static str { En => "A payment isn’t finished yet.", De => "Eine Zahlung ist noch offen." }
    /// The button.
    show_it() -> &'static str { En => "Show it", De => "Ansehen" }

    // What was found.

    /// The title.
    addressed_to_you() -> &'static str { En => "Addressed to you", De => "An dich gerichtet" }
    /// Nothing.
    nothing_found() -> &'static str { En => "Nothing is addressed to you", De => "Es ist nichts an dich gerichtet" }
    /// What to do then.
    nothing_found_hint() -> &'static str {
        En => "If you have a letter, type the reference that stands on it.",
        De => "Wenn du einen Brief hast, tipp das Aktenzeichen darauf ein.",
    }
    /// The way back.
    something_else() -> &'static str { En => "Look for something else", De => "Etwas anderes suchen" }
    /// Until when.
    due_by(day: Moment) -> Label { En => ["by ", day], De => ["bis ", day] }

    // A demand.

    /// What it is.
    about(kind: &str, about: &str) -> String { En => [kind, ": ", about], De => [kind, ": ", about] }
    /// A kind.
    bill() -> &'static str { En => "Bill", De => "Bescheid" }
    /// A kind.
    fine() -> &'static str { En => "Fine", De => "Strafe" }
    /// What for.
    income_tax() -> &'static str { En => "income tax", De => "Einkommensteuer" }
    /// What for.
    property_tax() -> &'static str { En => "property tax", De => "Grundsteuer" }
    /// What for.
    dog_licence() -> &'static str { En => "dog licence", De => "Hundeabgabe" }
    /// What for.
    late_filing() -> &'static str { En => "late filing", De => "Verspätungszuschlag" }
    /// What for.
    speeding() -> &'static str { En => "speeding", De => "zu schnell gefahren" }
    /// What for.
    parking() -> &'static str { En => "parking", De => "falsch geparkt" }
    /// What for.
    see_the_letter() -> &'static str { En => "see your letter", De => "siehe Brief" }
    /// A fact.
    amount() -> &'static str { En => "Amount", De => "Betrag" }
    /// A fact.
    due() -> &'static str { En => "To be paid by", De => "Zu zahlen bis" }
    /// A fact.
    paid_on() -> &'static str { En => "Paid on", De => "Zahlung am" }
    /// A fact.
    receipt() -> &'static str { En => "Receipt", De => "Beleg" }
    /// It is late.
    overdue() -> &'static str { En => "This is overdue. Please pay it now.", De => "Das ist überfällig. Zahl es bitte jetzt." }
    /// It is paid.
    is_paid() -> &'static str { En => "This is paid.", De => "Das ist bezahlt." }
    /// It is paid twice.
    refund_due() -> &'static str {
        En => "This was paid for twice. The Revenue Office sends one payment back.",
        De => "Das wurde doppelt bezahlt. Das Finanzamt schickt eine Zahlung zurück.",
    }
    /// The button.
    pay_now(amount: Money) -> Label { En => ["Pay ", amount, " now"], De => ["Jetzt ", amount, " zahlen"] }
    /// The title of the form.
    later() -> &'static str { En => "Pay later", De => "Später zahlen" }
    /// The field.
    day() -> &'static str { En => "On which day", De => "An welchem Tag" }
    /// Its hint.
    day_hint() -> &'static str {
        En => "Until then you can cancel it here or at your bank.",
        De => "Bis dahin kannst du es hier oder bei deiner Bank abbrechen.",
    }
    /// The form's button.
    schedule() -> &'static str { En => "Schedule the payment", De => "Zahlung vormerken" }

    // A payment.

    /// The bank's sheet is up.
    confirming() -> &'static str { En => "Confirm the payment with your bank.", De => "Bestätige die Zahlung bei deiner Bank." }
    /// The button.
    do_not_pay() -> &'static str { En => "Don’t pay", De => "Nicht zahlen" }
    /// The bank doesn't know.
    pay_unclear() -> &'static str {
        En => "Your bank couldn’t tell whether the payment went through. Asking again never pays twice.",
        De => "Deine Bank weiß noch nicht, ob die Zahlung geklappt hat. Nachfragen zahlt nie doppelt.",
    }
    /// The button.
    ask_again() -> &'static str { En => "Ask again", De => "Noch einmal fragen" }
    /// It is scheduled.
    waiting(day: Moment) -> Label {
        En => ["Scheduled: your bank pays it on ", day, "."],
        De => ["Vorgemerkt: Deine Bank zahlt es am ", day, "."],
    }
    /// The button.
    cancel() -> &'static str { En => "Cancel the scheduled payment", De => "Vorgemerkte Zahlung abbrechen" }
    /// The money is on its way.
    on_its_way() -> &'static str { En => "Paid. The money is on its way.", De => "Bezahlt. Das Geld ist unterwegs." }
    /// The money is gone.
    settled() -> &'static str {
        En => "Paid. The receipt comes when the Revenue Office has the money.",
        De => "Bezahlt. Der Beleg kommt, sobald das Finanzamt das Geld hat.",
    }
    /// The button.
    ask_for_receipt() -> &'static str { En => "Ask for the receipt", De => "Nach dem Beleg fragen" }

    // All payments.

    /// None.
    no_payments() -> &'static str { En => "No payments yet", De => "Noch keine Zahlungen" }
    /// They can't be read.
    payments_unavailable() -> &'static str {
        En => "Your payments can’t be shown at the moment. They are not lost.",
        De => "Deine Zahlungen lassen sich gerade nicht anzeigen. Sie sind nicht verloren.",
    }
    /// A state.
    state_open() -> &'static str { En => "open", De => "offen" }
    /// A state.
    state_waiting() -> &'static str { En => "scheduled", De => "vorgemerkt" }
    /// A state.
    state_paid() -> &'static str { En => "paid", De => "bezahlt" }

    // What the customer should know, until the next tap.

    /// They share nothing.
    nothing_ticked() -> &'static str {
        En => "You shared nothing. Type the reference of your letter instead.",
        De => "Du hast nichts mitgeteilt. Tipp stattdessen das Aktenzeichen deines Briefs ein.",
    }
    /// They share too little.
    not_enough_facts() -> &'static str {
        En => "The Revenue Office needs all three facts to be sure that it is you. You can type the reference of your letter instead.",
        De => "Das Finanzamt braucht alle drei Angaben, um sicher zu sein, dass du es bist. Du kannst auch das Aktenzeichen deines Briefs eintippen.",
    }
    /// They can't be asked.
    facts_denied() -> &'static str {
        En => "Your bank doesn’t ask you now. Type the reference of your letter instead.",
        De => "Deine Bank fragt dich jetzt nicht. Tipp stattdessen das Aktenzeichen deines Briefs ein.",
    }
    /// They can't be asked now.
    facts_not_now() -> &'static str {
        En => "Your bank can’t say who you are right now. Type the reference of your letter instead.",
        De => "Deine Bank kann gerade nicht sagen, wer du bist. Tipp stattdessen das Aktenzeichen deines Briefs ein.",
    }
    /// Nothing has it.
    no_such_reference() -> &'static str {
        En => "No letter has this reference. Please compare it digit by digit.",
        De => "Kein Brief hat dieses Aktenzeichen. Vergleich es bitte Ziffer für Ziffer.",
    }
    /// The office can't be reached.
    office_not_now() -> &'static str {
        En => "The Revenue Office can’t be reached at the moment. It isn’t you: please try again later.",
        De => "Das Finanzamt ist gerade nicht erreichbar. Es liegt nicht an dir: Versuch es später noch einmal.",
    }
    /// It makes no sense.
    not_understood() -> &'static str {
        En => "The Revenue Office’s answer can’t be read. We’ll look into it.",
        De => "Die Antwort des Finanzamts ist nicht lesbar. Wir kümmern uns darum.",
    }
    /// The bank refuses.
    not_allowed() -> &'static str {
        En => "Your bank doesn’t let Taxes ask the Revenue Office. Please pay by the slip on your letter.",
        De => "Deine Bank lässt keine Anfragen an das Finanzamt zu. Zahl bitte mit dem Erlagschein auf dem Brief.",
    }
    /// The user declined.
    declined() -> &'static str {
        En => "You didn’t confirm the payment. Nothing was charged.",
        De => "Du hast die Zahlung nicht bestätigt. Es wurde nichts abgebucht.",
    }
    /// Nobody decided in time.
    expired() -> &'static str {
        En => "Time ran out before the payment was confirmed. Nothing was charged: just pay again.",
        De => "Die Zeit zum Bestätigen ist abgelaufen. Es wurde nichts abgebucht: Zahl einfach noch einmal.",
    }
    /// The bank doesn't let it through.
    refused() -> &'static str {
        En => "Your bank doesn’t allow this payment. Nothing was charged. Please pay by the slip on your letter.",
        De => "Deine Bank lässt diese Zahlung nicht zu. Es wurde nichts abgebucht. Zahl bitte mit dem Erlagschein auf dem Brief.",
    }
    /// Not so late.
    not_on_that_day() -> &'static str {
        En => "Your bank doesn’t schedule this payment. Nothing was charged: please pay now.",
        De => "Deine Bank merkt diese Zahlung nicht vor. Es wurde nichts abgebucht: Zahl bitte jetzt.",
    }
    /// Midnight has passed.
    day_is_over() -> &'static str {
        En => "That day has come meanwhile. Please choose another one, or pay now.",
        De => "Dieser Tag ist inzwischen da. Wähl bitte einen anderen, oder zahl jetzt.",
    }
    /// The money came back.
    sent_back() -> &'static str {
        En => "The payment failed after all. You weren’t charged: please pay again.",
        De => "Die Zahlung ist doch noch gescheitert. Es wurde nichts abgebucht: Zahl bitte noch einmal.",
    }
    /// It failed on its day.
    day_failed() -> &'static str {
        En => "The scheduled payment failed on its day. You weren’t charged: please pay now.",
        De => "Die vorgemerkte Zahlung ist an ihrem Tag gescheitert. Es wurde nichts abgebucht: Zahl bitte jetzt.",
    }
    /// It is cancelled.
    cancelled() -> &'static str {
        En => "The scheduled payment is cancelled. It is still to be paid.",
        De => "Die vorgemerkte Zahlung ist abgebrochen. Sie ist noch zu zahlen.",
    }
    /// It couldn't even be begun.
    pay_not_now() -> &'static str {
        En => "Paying doesn’t work right now. Nothing was charged; please try again in a moment.",
        De => "Zahlen geht gerade nicht. Es wurde nichts abgebucht; versuch es gleich noch einmal.",
    }
    /// Nobody knows more.
    still_unclear() -> &'static str {
        En => "Your bank can’t say yet. Please ask again in a moment.",
        De => "Deine Bank weiß noch nichts Neues. Frag bitte gleich noch einmal.",
    }
    /// Nobody has told the office yet.
    no_receipt_yet() -> &'static str {
        En => "The Revenue Office hasn’t heard of your payment yet.",
        De => "Das Finanzamt weiß noch nichts von deiner Zahlung.",
    }
}

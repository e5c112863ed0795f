use loggia_sdk::ui::{Label, Moment};
use loggia_sdk::{Money, catalogue};

catalogue! {
    /// What Wanderlust speaks; English to everybody whose language it doesn't.
    pub(crate) enum Language { En = "en", De = "de" }

    // Cities.

    /// A city.
    amsterdam() -> &'static str { En => "Amsterdam", De => "Amsterdam" }
    /// A city.
    budapest() -> &'static str { En => "Budapest", De => "Budapest" }
    /// A city.
    london() -> &'static str { En => "London", De => "London" }
    /// A city.
    paris() -> &'static str { En => "Paris", De => "Paris" }
    /// A city.
    prague() -> &'static str { En => "Prague", De => "Prag" }
    /// A city.
    rome() -> &'static str { En => "Rome", De => "Rom" }
    /// A city.
    vienna() -> &'static str { En => "Vienna", De => "Wien" }
    /// A city.
    zurich() -> &'static str { En => "Zurich", De => "Zürich" }

    // The search.

    /// The search's title.
    search() -> &'static str { En => "Where to?", De => "Wohin?" }
    /// Where it begins.
    from() -> &'static str { En => "From", De => "Von" }
    /// Where it ends.
    to() -> &'static str { En => "To", De => "Nach" }
    /// On which day.
    day() -> &'static str { En => "Day", De => "Tag" }
    /// How many travel.
    travellers() -> &'static str { En => "Travellers", De => "Reisende" }
    /// The form's button.
    find() -> &'static str { En => "Find connections", De => "Verbindungen suchen" }
    /// From and to are one.
    same_place() -> &'static str {
        En => "You are there already: please choose two different cities.",
        De => "Da bist du schon: Wähl bitte zwei verschiedene Städte.",
    }

    // The offers.

    /// From where to where.
    way(from: &str, to: &str) -> String { En => [from, " to ", to], De => [from, " nach ", to] }
    /// The server is asked.
    searching() -> &'static str { En => "Looking for connections …", De => "Verbindungen werden gesucht …" }
    /// Nothing goes there.
    no_offers() -> &'static str { En => "Nothing goes there on this day", De => "An diesem Tag gibt es dorthin keine Verbindung" }
    /// What to do then.
    no_offers_hint() -> &'static str {
        En => "Try another day, or fewer travellers.",
        De => "Versuch es mit einem anderen Tag oder weniger Reisenden.",
    }
    /// The server can't be reached.
    server_not_now() -> &'static str {
        En => "Wanderlust can’t be reached at the moment",
        De => "Wanderlust ist gerade nicht erreichbar",
    }
    /// What to do then.
    server_not_now_hint() -> &'static str {
        En => "It isn’t you. Please try again in a moment.",
        De => "Es liegt nicht an dir. Versuch es bitte gleich noch einmal.",
    }
    /// The server's answer makes no sense.
    server_nonsense() -> &'static str {
        En => "Wanderlust’s answer can’t be read",
        De => "Die Antwort von Wanderlust ist nicht lesbar",
    }
    /// What to do then.
    server_nonsense_hint() -> &'static str {
        En => "We’ll look into it. Perhaps it works in a while.",
        De => "Wir kümmern uns darum. Vielleicht klappt es später.",
    }
    /// The bank doesn't let it.
    no_network() -> &'static str {
        En => "Your bank doesn’t let Travel ask Wanderlust",
        De => "Deine Bank lässt keine Anfragen an Wanderlust zu",
    }
    /// What to do then.
    no_network_hint() -> &'static str {
        En => "Your tickets are still here.",
        De => "Deine Tickets sind weiterhin hier.",
    }
    /// The button.
    try_again() -> &'static str { En => "Try again", De => "Noch einmal versuchen" }
    /// The way back.
    new_search() -> &'static str { En => "Search for something else", De => "Anders suchen" }
    /// When it goes and comes.
    times(departs: Moment, arrives: Moment) -> Label { En => [departs, " – ", arrives], De => [departs, " – ", arrives] }
    /// How long it takes.
    duration(hours: u64, minutes: u64) -> String {
        En => [hours, " h ", minutes, " min"],
        De => [hours, " Std. ", minutes, " Min."],
    }
    /// How often to change.
    changes(count: u64) -> String {
        En => { count: one ["1 change"], other [count, " changes"] },
        De => { count: one ["1 Umstieg"], other [count, " Umstiege"] },
    }
    /// Never.
    direct() -> &'static str { En => "direct", De => "direkt" }
    /// A vehicle.
    train() -> &'static str { En => "Train", De => "Zug" }
    /// A vehicle.
    flight() -> &'static str { En => "Flight", De => "Flug" }

    // One offer.

    /// Its title.
    details() -> &'static str { En => "Your connection", De => "Deine Verbindung" }
    /// A fact.
    departure() -> &'static str { En => "Departure", De => "Abfahrt" }
    /// A fact.
    arrival() -> &'static str { En => "Arrival", De => "Ankunft" }
    /// A fact.
    takes() -> &'static str { En => "Duration", De => "Dauer" }
    /// A fact.
    changing() -> &'static str { En => "Changes", De => "Umsteigen" }
    /// A fact.
    by() -> &'static str { En => "With", De => "Mit" }
    /// A fact.
    price() -> &'static str { En => "Price for all", De => "Preis für alle" }
    /// A fact.
    seats_left() -> &'static str { En => "Seats left", De => "Freie Plätze" }
    /// What money is worth there.
    worth(amount: Money, worth: Money, place: &str) -> Label {
        En => [amount, " are worth ", worth, " in ", place, "."],
        De => [amount, " sind in ", place, " ", worth, " wert."],
    }
    /// The button.
    book(price: Money) -> Label { En => ["Book and pay ", price], De => ["Buchen und ", price, " zahlen"] }
    /// The way back.
    other_offers() -> &'static str { En => "Other connections", De => "Andere Verbindungen" }

    // A trip on its way to a ticket.

    /// The button that leads to a car park.
    park() -> &'static str { En => "Park at the station", De => "Am Bahnhof parken" }
    /// Its title.
    booking() -> &'static str { En => "Your booking", De => "Deine Buchung" }
    /// The server holds seats.
    holding() -> &'static str { En => "Holding your seats …", De => "Plätze werden reserviert …" }
    /// It may have, or not.
    hold_unclear() -> &'static str {
        En => "Wanderlust hasn’t said whether your seats are held. Asking again never books twice.",
        De => "Wanderlust hat noch nicht gesagt, ob deine Plätze reserviert sind. Nachfragen bucht nie doppelt.",
    }
    /// They are held.
    held() -> &'static str { En => "Your seats are held for you.", De => "Deine Plätze sind reserviert." }
    /// The countdown.
    held_for() -> &'static str { En => "Held for", De => "Reserviert für" }
    /// The bank's sheet is up.
    confirming() -> &'static str { En => "Confirm the payment with your bank.", De => "Bestätige die Zahlung bei deiner Bank." }
    /// The bank doesn't know.
    pay_unclear() -> &'static str {
        En => "Your bank couldn’t tell whether the payment went through. Asking again never pays twice.",
        De => "Deine Bank weiß noch nicht, ob die Zahlung geklappt hat. Nachfragen zahlt nie doppelt.",
    }
    /// The money is on its way.
    settling() -> &'static str {
        En => "Paid. Your ticket comes as soon as the money has arrived.",
        De => "Bezahlt. Dein Ticket kommt, sobald das Geld angekommen ist.",
    }
    /// The server makes the ticket.
    ticketing() -> &'static str { En => "Getting your ticket …", De => "Dein Ticket wird ausgestellt …" }
    /// It hasn't said so.
    confirm_unclear() -> &'static str {
        En => "You have paid, and Wanderlust hasn’t sent the ticket yet. We’ll check: your booking is safe and can’t be paid twice.",
        De => "Du hast bezahlt, und Wanderlust hat das Ticket noch nicht geschickt. Wir fragen nach: Deine Buchung ist sicher und wird nie doppelt bezahlt.",
    }
    /// All is well.
    confirmed() -> &'static str { En => "Booked. Have a good trip!", De => "Gebucht. Gute Reise!" }
    /// The seats were gone.
    refund_due() -> &'static str {
        En => "Your seats had gone before the payment arrived. Wanderlust sends your money back.",
        De => "Deine Plätze waren weg, bevor die Zahlung ankam. Wanderlust schickt dein Geld zurück.",
    }
    /// It is being undone.
    letting_go() -> &'static str { En => "Not booked. Your seats are let go.", De => "Nicht gebucht. Deine Plätze werden freigegeben." }
    /// It is undone.
    not_booked() -> &'static str { En => "Not booked", De => "Nicht gebucht" }
    /// The ticket's number.
    ticket() -> &'static str { En => "Ticket", De => "Ticket" }
    /// The booking's id, for a call.
    reference() -> &'static str { En => "Reference", De => "Referenz" }
    /// The button.
    ask_again() -> &'static str { En => "Ask again", De => "Noch einmal fragen" }
    /// The button.
    pay(price: Money) -> Label { En => ["Pay ", price], De => [price, " zahlen"] }
    /// The button.
    give_up() -> &'static str { En => "Cancel the booking", De => "Buchung abbrechen" }
    /// A trip that isn't over.
    trip_open() -> &'static str { En => "A booking isn’t finished yet.", De => "Eine Buchung ist noch offen." }
    /// The button.
    show_trip() -> &'static str { En => "Show the booking", De => "Buchung ansehen" }

    // Tickets.

    /// The title, and the button.
    tickets() -> &'static str { En => "My tickets", De => "Meine Tickets" }
    /// None.
    no_tickets() -> &'static str { En => "No tickets yet", De => "Noch keine Tickets" }
    /// They can't be read.
    tickets_unavailable() -> &'static str {
        En => "Your tickets can’t be shown at the moment. They are not lost.",
        De => "Deine Tickets lassen sich gerade nicht anzeigen. Sie sind nicht verloren.",
    }

    // How it ended otherwise.

    /// Somebody else was quicker.
    offer_gone() -> &'static str {
        En => "This connection has just sold out. Nothing was booked or charged; please search again.",
        De => "Diese Verbindung ist gerade ausgebucht. Es wurde nichts gebucht oder abgebucht; such bitte neu.",
    }
    /// Too late.
    hold_expired() -> &'static str {
        En => "Your seats were held too long without a payment, and are free again. Nothing was charged.",
        De => "Deine Plätze waren zu lange unbezahlt und sind wieder frei. Es wurde nichts abgebucht.",
    }
    /// Another price.
    price_changed() -> &'static str {
        En => "The price has changed meanwhile. Please look at it before you pay.",
        De => "Der Preis hat sich inzwischen geändert. Schau ihn dir an, bevor du zahlst.",
    }
    /// The customer doesn't want it.
    given_up() -> &'static str {
        En => "The booking is cancelled. Nothing was charged.",
        De => "Die Buchung ist abgebrochen. Es wurde nichts abgebucht.",
    }
    /// The user declined.
    declined() -> &'static str {
        En => "You didn’t confirm the payment. Nothing was charged, and your seats are let go.",
        De => "Du hast die Zahlung nicht bestätigt. Es wurde nichts abgebucht, deine Plätze sind wieder frei.",
    }
    /// Nobody decided in time.
    expired() -> &'static str {
        En => "Time ran out before the payment was confirmed. Nothing was charged: just book again.",
        De => "Die Zeit zum Bestätigen ist abgelaufen. Es wurde nichts abgebucht: Buch einfach noch einmal.",
    }
    /// The bank doesn't let it through.
    refused() -> &'static str {
        En => "Your bank doesn’t allow this payment. Nothing was booked or charged.",
        De => "Deine Bank lässt diese Zahlung nicht zu. Es wurde nichts gebucht oder abgebucht.",
    }
    /// The money came back.
    sent_back() -> &'static str {
        En => "The payment for your trip failed after all. You weren’t charged; please book again.",
        De => "Die Zahlung deiner Reise ist doch noch gescheitert. Es wurde nichts abgebucht; buch bitte neu.",
    }
    /// It couldn't even be begun.
    not_now() -> &'static str {
        En => "Booking doesn’t work right now. Nothing was charged; please try again in a moment.",
        De => "Buchen geht gerade nicht. Es wurde nichts abgebucht; versuch es gleich noch einmal.",
    }
    /// The bank doesn't let the mini-app ask.
    not_allowed() -> &'static str {
        En => "Your bank doesn’t let Travel book at Wanderlust. Nothing was booked or charged.",
        De => "Deine Bank lässt keine Buchungen bei Wanderlust zu. Es wurde nichts gebucht oder abgebucht.",
    }
    /// The server refuses.
    not_understood() -> &'static str {
        En => "Wanderlust doesn’t accept this booking. Nothing was booked or charged.",
        De => "Wanderlust nimmt diese Buchung nicht an. Es wurde nichts gebucht oder abgebucht.",
    }
    /// Nobody knows more.
    still_unclear() -> &'static str {
        En => "Your bank can’t say yet. Please ask again in a moment.",
        De => "Deine Bank weiß noch nichts Neues. Frag bitte gleich noch einmal.",
    }
}

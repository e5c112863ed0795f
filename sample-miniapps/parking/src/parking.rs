//! A stay at Kerbside's server: begun, made longer, ended.
//!
//! Whatever is asked of the server can be asked again after an unclear answer and is the same: the stay's id
//! is the mini-app's, a longer stay is asked for by its end and not by how much longer. Each change is
//! kept in the storage with the step that makes it: a lost session is taken up again by
//! [`take_up`](Parking::take_up).

use loggia_sdk::{Answer, Ctx, Error, ErrorCode, Failure, HttpRequest, HttpResponse};

use crate::api::{self, Said, Standing, Status};
use crate::notice::Notice;
use crate::paying::AskedBy;
use crate::screens::Screen;
use crate::stay::{Extension, Stage, Stay};
use crate::{Msg, Parking, stays};

/// How many stays of earlier sessions are taken up again: each takes a few calls.
const MOST_TAKEN_UP: usize = 5;

impl Parking {
    /// The zone's form was submitted.
    pub(crate) fn start(&mut self, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        let Screen::Zone(zone) = &self.screen else { return Ok(()) };
        let zone = zone.clone();
        let fields = ctx.fields();
        let plate = as_plate(fields.text("plate")?);
        let minutes = fields.choice("minutes")?.and_then(|minutes| minutes.parse().ok());
        // One at a time: a second stay must not hide one that costs money.
        if let Some(id) = self.open_stay().map(|stay| stay.id.clone()) {
            self.go_to(Screen::Stay(id));
            return Ok(());
        }
        let Some(plate) = plate else {
            self.not_a_plate = true;
            return Ok(());
        };
        let Some(minutes) = minutes.filter(|minutes| zone.durations().contains(minutes)) else {
            return Ok(());
        };
        stays::keep_plate(&plate, ctx);
        self.plate.clone_from(&plate);
        let stay = Stay::new(ctx.random().token(26), zone, plate, minutes, ctx.now());
        let id = stay.id.clone();
        self.stays.insert(0, stay);
        self.go_to(Screen::Stay(id.clone()));
        self.begin(&id, ctx);
        Ok(())
    }

    /// The server has answered to a beginning.
    pub(crate) fn started(&mut self, id: &str, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        let said = self.said("beginning", id, answer, ctx);
        match self.stay(id).map(|stay| stay.stage) {
            Some(Stage::Starting) => {}
            // Given up meanwhile: the server may have begun it after it was asked to end it.
            None | Some(Stage::Ending | Stage::EndUnclear | Stage::Void) => {
                if let Ok(Said::Stands(_)) = said {
                    self.ask_for_the_end(id, ctx);
                }
                return;
            }
            Some(_) => return,
        }
        match said {
            Ok(Said::Stands(standing)) => self.follow(id, standing, ctx),
            Ok(Said::Gone) => self.void(id, Notice::ZoneGone, ctx),
            Ok(Said::Refused) => self.void(id, Notice::NotStarted, ctx),
            Ok(Said::Unclear) => self.set_stage(id, Stage::StartUnclear, ctx),
            Err(_) => self.void(id, Notice::NotAllowed, ctx),
        }
    }

    /// The customer wants to stay longer.
    pub(crate) fn extend(&mut self, id: &str, minutes: u64, ctx: &Ctx<Msg>) {
        let asked_for = self
            .stay(id)
            .filter(|stay| stay.stage == Stage::Running && stay.extension.is_none())
            .map(|stay| stay.longer_by(minutes));
        if let Some(until) = asked_for {
            self.ask_for_longer(id, Extension { until, unclear: false }, ctx);
        }
    }

    /// The server has answered to an extension.
    pub(crate) fn extended(&mut self, id: &str, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        let said = self.said("longer stay", id, answer, ctx);
        let Some(asked) = self.stay(id).and_then(|stay| stay.extension) else { return };
        match said {
            Ok(Said::Stands(standing)) => {
                let granted = standing.status == Status::Running && standing.until >= asked.until;
                self.set_extension(id, None, ctx);
                self.follow(id, standing, ctx);
                self.notice = Some(if granted { Notice::Extended } else { Notice::NotExtended });
            }
            Ok(Said::Unclear) => {
                self.set_extension(id, Some(Extension { unclear: true, ..asked }), ctx);
            }
            Ok(Said::Gone | Said::Refused) => {
                self.set_extension(id, None, ctx);
                self.notice = Some(Notice::NotExtended);
                self.look(id, ctx);
            }
            Err(_) => {
                self.set_extension(id, None, ctx);
                self.notice = Some(Notice::NotAllowed);
            }
        }
    }

    /// The customer leaves, or thinks better of it.
    pub(crate) fn end(&mut self, id: &str, ctx: &Ctx<Msg>) {
        use Stage::{EndUnclear, Running, StartUnclear, Starting};
        let Some(stage) = self.stay(id).map(|stay| stay.stage) else { return };
        if !matches!(stage, Starting | StartUnclear | Running | EndUnclear) {
            return;
        }
        self.notice = None;
        self.set_stage(id, Stage::Ending, ctx);
        if !self.ask_for_the_end(id, ctx) {
            // Nothing was asked of the server: it stands as before.
            self.set_stage(id, stage, ctx);
            self.notice = Some(Notice::NotNow);
        }
    }

    /// The server has answered to an end.
    pub(crate) fn ended(&mut self, id: &str, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        let said = self.said("end", id, answer, ctx);
        let Some(stay) = self.stay(id).filter(|stay| stay.stage == Stage::Ending) else { return };
        let began = stay.began;
        match said {
            Ok(Said::Stands(standing)) if standing.status != Status::Running => {
                self.follow(id, standing, ctx);
                // What is more than was shown is looked at first.
                if self.stay(id).is_some_and(|stay| stay.stage == Stage::Due && !stay.dearer) {
                    self.initiate(id, AskedBy::Answer, ctx);
                }
            }
            Ok(Said::Gone) => {
                self.void(id, if began { Notice::Forgotten } else { Notice::GivenUp }, ctx);
            }
            Ok(Said::Refused) | Err(_) => {
                self.set_stage(id, if began { Stage::Running } else { Stage::StartUnclear }, ctx);
                self.notice = Some(Notice::NotEnded);
            }
            Ok(Said::Stands(_) | Said::Unclear) => self.set_stage(id, Stage::EndUnclear, ctx),
        }
    }

    /// The customer goes on where it stopped.
    pub(crate) fn go_on(&mut self, id: &str, ctx: &Ctx<Msg>) {
        let Some(stay) = self.stay(id) else { return };
        let unclear = stay.extension.filter(|extension| extension.unclear);
        match (stay.stage, unclear) {
            (Stage::StartUnclear, _) => self.begin(id, ctx),
            (Stage::Running, Some(extension)) => {
                self.ask_for_longer(id, Extension { unclear: false, ..extension }, ctx);
            }
            (Stage::EndUnclear, _) => self.end(id, ctx),
            (Stage::Due, _) => self.initiate(id, AskedBy::Tap, ctx),
            (Stage::PayUnclear, _) => self.look_at_payment(id, ctx),
            (Stage::Settled, _) => self.look(id, ctx),
            _ => {}
        }
    }

    /// The server has answered to how a stay stands.
    pub(crate) fn stands(&mut self, id: &str, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        use Stage::{EndUnclear, Ending, Running, Settled, StartUnclear, Starting};
        let said = self.said("look", id, answer, ctx);
        match (said, self.stay(id).map(|stay| stay.stage)) {
            (Ok(Said::Stands(standing)), Some(stage)) => {
                if standing.status == Status::Due && stage == Settled {
                    self.notice = Some(Notice::NoReceiptYet);
                }
                self.follow(id, standing, ctx);
            }
            (Ok(Said::Gone), Some(Starting | StartUnclear)) => {
                self.void(id, Notice::NotStarted, ctx);
            }
            (Ok(Said::Gone), Some(Running | Ending | EndUnclear)) => {
                self.void(id, Notice::Forgotten, ctx);
            }
            _ => {}
        }
    }

    /// A timer has come, or the session was away: what is over by now is looked at.
    pub(crate) fn time_passed(&mut self, ctx: &Ctx<Msg>) {
        let over = self.stays.iter().filter(|stay| stay.is_time_up(ctx.now()));
        for id in over.map(|stay| stay.id.clone()).collect::<Vec<_>>() {
            self.look(&id, ctx);
        }
    }

    /// Has the bank wake the mini-app when there is something to say about time. Without it the countdown
    /// on screen says so too.
    pub(crate) fn set_timer(&mut self, ctx: &Ctx<Msg>) {
        let next = self.stays.iter().filter_map(|stay| stay.next_look(ctx.now())).min();
        let Some(next) = next else { return };
        if self.wakes_at.is_some_and(|at| at > ctx.now() && at <= next) {
            return;
        }
        self.wakes_at = Some(next);
        if let Err(error) = ctx.timers().wake_at(next, Msg::TimePassed) {
            ctx.log().info(&["no timer: ", &error.message].concat());
        }
    }

    /// A session begins: what earlier ones left undone goes on.
    pub(crate) fn take_up(&mut self, ctx: &Ctx<Msg>) {
        let kept = stays::load(ctx).unwrap_or_else(|error| {
            ctx.log().warn(&["the stays can't be read: ", &error.message].concat());
            Vec::new()
        });
        let unfinished = kept.into_iter().filter(|stay| !stay.is_over());
        self.stays = unfinished.take(MOST_TAKEN_UP).collect();
        for stay in self.stays.clone() {
            let id = stay.id.as_str();
            match (stay.stage, &stay.payment) {
                (Stage::Starting | Stage::StartUnclear, _) => {
                    self.set_stage(id, Stage::StartUnclear, ctx);
                    self.look(id, ctx);
                }
                (Stage::Running, _) => {
                    // Whether it was made longer is asked with all else.
                    self.set_extension(id, None, ctx);
                    self.look(id, ctx);
                }
                (Stage::Ending | Stage::EndUnclear, _) => {
                    self.set_stage(id, Stage::EndUnclear, ctx);
                    self.end(id, ctx);
                }
                (Stage::Settled, _) => self.look(id, ctx),
                (_, Some(payment)) => self.take_up_payment(id, payment, ctx),
                (_, None) => self.set_stage(id, Stage::Due, ctx),
            }
        }
        // What could not be asked now is no news to who has just come in.
        self.notice = None;
    }

    /// Shows a stay, also one that only the storage knows.
    pub(crate) fn show_stay(&mut self, id: &str, ctx: &Ctx<Msg>) {
        if self.stay(id).is_none() {
            let kept = stays::load(ctx).unwrap_or_default();
            self.stays.extend(kept.into_iter().find(|stay| stay.id == id));
        }
        if self.stay(id).is_some() {
            self.go_to(Screen::Stay(id.to_owned()));
        }
    }

    /// Forgets the stays to which nothing more will happen; the storage has them.
    pub(crate) fn forget_what_is_over(&mut self) {
        let on_screen = match &self.screen {
            Screen::Stay(id) => Some(id.as_str()),
            _ => None,
        };
        self.stays.retain(|stay| Some(stay.id.as_str()) == on_screen || !stay.is_over());
    }

    /// The stay that the customer has to do something about.
    pub(crate) fn open_stay(&self) -> Option<&Stay> {
        self.stays.iter().find(|stay| stay.is_open())
    }

    pub(crate) fn stay(&self, id: &str) -> Option<&Stay> {
        self.stays.iter().find(|stay| stay.id == id)
    }

    /// Changes a stay, and keeps it as it then is.
    pub(crate) fn change(&mut self, id: &str, ctx: &Ctx<Msg>, change: impl FnOnce(&mut Stay)) {
        let Some(stay) = self.stays.iter_mut().find(|stay| stay.id == id) else { return };
        let before = stay.clone();
        change(stay);
        if *stay != before {
            stays::keep(stay, ctx);
        }
    }

    pub(crate) fn set_stage(&mut self, id: &str, stage: Stage, ctx: &Ctx<Msg>) {
        self.change(id, ctx, |stay| stay.stage = stage);
    }

    fn set_extension(&mut self, id: &str, extension: Option<Extension>, ctx: &Ctx<Msg>) {
        self.change(id, ctx, |stay| stay.extension = extension);
    }

    /// Has the server begin it: always the same stay.
    fn begin(&mut self, id: &str, ctx: &Ctx<Msg>) {
        let Some(stay) = self.stay(id) else { return };
        let first = stay.stage == Stage::Starting;
        let request = api::begin(stay);
        self.set_stage(id, Stage::Starting, ctx);
        if first && let Some(stay) = self.stay(id) {
            stays::keep(stay, ctx);
        }
        let own = id.to_owned();
        if let Err(error) = self.ask(request, |answer| Msg::Started(own, answer), ctx) {
            match (first, error.code) {
                (true, ErrorCode::Denied) => self.void(id, Notice::NotAllowed, ctx),
                (true, _) => self.void(id, Notice::NotNow, ctx),
                // What the first request has done is as unclear as before.
                (false, _) => self.set_stage(id, Stage::StartUnclear, ctx),
            }
        }
    }

    fn ask_for_longer(&mut self, id: &str, extension: Extension, ctx: &Ctx<Msg>) {
        let before = self.stay(id).and_then(|stay| stay.extension);
        self.notice = None;
        self.set_extension(id, Some(extension), ctx);
        let own = id.to_owned();
        let request = api::extend(id, extension.until);
        if self.ask(request, |answer| Msg::Extended(own, answer), ctx).is_err() {
            self.set_extension(id, before, ctx);
            self.notice = Some(Notice::NotNow);
        }
    }

    /// Asks the server to end a stay, or to take it back if it is not known to have begun; whether it could be
    /// asked.
    fn ask_for_the_end(&self, id: &str, ctx: &Ctx<Msg>) -> bool {
        let own = id.to_owned();
        let began = self.stay(id).is_some_and(|stay| stay.began);
        let request = if began { api::end(id) } else { api::take_back(id) };
        self.ask(request, |answer| Msg::Ended(own, answer), ctx).is_ok()
    }

    /// Asks the server how a stay stands.
    pub(crate) fn look(&self, id: &str, ctx: &Ctx<Msg>) {
        let own = id.to_owned();
        // It is asked again by the next tap, or the next session.
        let _ = self.ask(api::look(id), |answer| Msg::Stands(own, answer), ctx);
    }

    fn ask(
        &self,
        request: HttpRequest,
        then: impl FnOnce(Answer<HttpResponse>) -> Msg,
        ctx: &Ctx<Msg>,
    ) -> Result<(), Error> {
        ctx.http().send(request, then).inspect_err(|error| {
            ctx.log().warn(&["the server can't be asked: ", &error.message].concat());
        })
    }

    /// What the server says.
    ///
    /// # Errors
    /// The bank didn't send the request.
    fn said(
        &self,
        what: &str,
        id: &str,
        answer: Answer<HttpResponse>,
        ctx: &Ctx<Msg>,
    ) -> Result<Said, Error> {
        match answer.take(ctx) {
            Ok(response) => Ok(api::read_stay(&response, id)),
            Err(error) if error.code == ErrorCode::Denied => Err(error),
            Err(error) => {
                ctx.log().warn(&["no answer to a ", what, ": ", &error.message].concat());
                Ok(Said::Unclear)
            }
        }
    }

    /// Follows a stay to where the server says that it is; what becomes of a payment the bank says.
    fn follow(&mut self, id: &str, standing: Standing, ctx: &Ctx<Msg>) {
        use Stage::{EndUnclear, Ending, Running, StartUnclear, Starting};
        let Standing { status, started, until, due, receipt } = standing;
        self.change(id, ctx, |stay| {
            let dearer = stay.is_more_than_shown(due);
            stay.began = true;
            (stay.started, stay.until) = (started, until);
            let unpaid = matches!(
                stay.stage,
                Starting | StartUnclear | Running | Ending | EndUnclear | Stage::Due
            );
            let stage = match status {
                Status::Running if matches!(stay.stage, Starting | StartUnclear) => Running,
                Status::Due if unpaid => {
                    stay.dearer |= dearer;
                    stay.due = Some(due);
                    Stage::Due
                }
                Status::Free if unpaid => Stage::Free,
                Status::Paid if unpaid => Stage::Settled,
                Status::RefundDue => Stage::RefundDue,
                _ => stay.stage,
            };
            if matches!(status, Status::Paid | Status::RefundDue) {
                stay.due = Some(due);
                stay.receipt = receipt;
            }
            if stage != Running {
                stay.extension = None;
            }
            stay.stage = stage;
        });
    }

    /// The stay never was, or is not known any more.
    fn void(&mut self, id: &str, notice: Notice, ctx: &Ctx<Msg>) {
        self.set_stage(id, Stage::Void, ctx);
        if matches!(&self.screen, Screen::Stay(shown) if shown == id) {
            self.screen = Screen::Find;
        }
        self.notice = Some(notice);
    }
}

/// What was typed, as it stands on the car; none if it is no number plate.
fn as_plate(typed: &str) -> Option<String> {
    let mut plate = String::new();
    for word in typed.split_whitespace() {
        if !plate.is_empty() {
            plate.push(' ');
        }
        plate.extend(word.chars().map(|letter| match letter {
            'ä' => 'Ä',
            'ö' => 'Ö',
            'ü' => 'Ü',
            other => other.to_ascii_uppercase(),
        }));
    }
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "ÄÖÜ -".contains(letter);
    let is_one = (2..=12).contains(&plate.chars().count()) && plate.chars().all(fits);
    is_one.then_some(plate)
}

#[cfg(test)]
mod tests {
    use super::as_plate;

    #[test]
    fn a_plate_is_written_as_on_the_car_or_is_none() {
        assert_eq!(as_plate("  w  12345 a "), Some("W 12345 A".to_owned()));
        assert_eq!(as_plate("mü-ab 1"), Some("MÜ-AB 1".to_owned()));
        for wrong in ["", " ", "A", "W 12345 ABCDEF", "W_1", "W\u{202e}1", "<W1>"] {
            assert_eq!(as_plate(wrong), None, "{wrong:?}");
        }
    }
}

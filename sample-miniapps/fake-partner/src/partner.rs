use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use loggia_sdk::testing::{Builder, TestApp};
use loggia_sdk::{ConsentStatus, ErrorCode, HttpMethod, HttpRequest, HttpResponse, MiniApp};
use partner_server::testing::ask;
use partner_server::{Amount, Partner, Reply, SettledPayment};

/// When a test begins: 2 March 2026, nine o'clock in Vienna, in milliseconds since 1970.
pub const NOW: u64 = 1_772_438_400_000;

/// How the server is today.
#[derive(Clone, Copy, Debug)]
pub enum Mood {
    /// All is well.
    Works,
    /// Nothing reaches it.
    Down,
    /// It does what it is asked, and the answer is lost.
    LosesAnswers,
    /// It says this to everything, and does nothing.
    Says(u16, &'static str),
}

/// A partner's server without a network: no socket, no signature, and as bad a day as the test wants.
pub struct FakePartner<P> {
    business: RefCell<P>,
    mood: Cell<Mood>,
    now: Cell<u64>,
}

impl<P: Partner + Default> FakePartner<P> {
    /// One to which nothing has happened.
    #[must_use]
    pub fn open() -> Rc<Self> {
        let (business, mood) = (RefCell::default(), Cell::new(Mood::Works));
        Rc::new(Self { business, mood, now: Cell::new(NOW) })
    }
}

impl<P: Partner> FakePartner<P> {
    /// Stands behind a mini-app.
    #[must_use]
    pub fn behind<A: MiniApp>(self: &Rc<Self>, app: Builder<A>) -> Builder<A> {
        let partner = Rc::clone(self);
        app.http(move |request| partner.answer(request))
    }

    /// Answers as its mood is.
    ///
    /// # Errors
    /// Where the mini-app gets no answer.
    ///
    /// # Panics
    /// When no partner knows the method.
    pub fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ErrorCode> {
        match self.mood.get() {
            Mood::Down => return Err(ErrorCode::Unavailable),
            Mood::Says(status, body) => return Ok(HttpResponse::new(status, body)),
            Mood::Works | Mood::LosesAnswers => {}
        }
        let method = match request.method() {
            HttpMethod::Get => "GET",
            HttpMethod::Put => "PUT",
            HttpMethod::Post => "POST",
            HttpMethod::Delete => "DELETE",
            other => panic!("{other:?} is nothing that a partner knows"),
        };
        let reply = self.ask(method, request.url(), request.body());
        match self.mood.get() {
            Mood::LosesAnswers => Err(ErrorCode::Unavailable),
            _ => Ok(HttpResponse::new(reply.status, reply.body)),
        }
    }

    /// Asks it, whatever its mood.
    pub fn ask(&self, method: &str, url: &str, body: &[u8]) -> Reply {
        ask(&mut *self.business.borrow_mut(), method, url, body, self.now.get())
    }

    /// From now on it is like this.
    pub fn is(&self, mood: Mood) {
        self.mood.set(mood);
    }

    /// What stands in its book where the mini-app has put something last: at the URL, up to `rest`.
    ///
    /// # Panics
    /// When nothing was put, or what stands there is no text.
    #[must_use]
    pub fn book<A: MiniApp>(&self, app: &TestApp<A>, rest: &str) -> String {
        let put = app.requests().iter().rfind(|request| request.method() == HttpMethod::Put);
        let url = put.unwrap().url().trim_end_matches(rest);
        String::from_utf8(self.ask("GET", url, b"").body).unwrap()
    }

    /// Time passes for it alone.
    pub fn set_now(&self, now: u64) {
        self.now.set(now);
    }

    /// Time passes for everybody.
    ///
    /// # Panics
    /// When a step fails.
    #[track_caller]
    pub fn pass<A: MiniApp>(&self, app: &mut TestApp<A>, time: Duration) {
        self.now.set(self.now.get() + u64::try_from(time.as_millis()).unwrap());
        app.advance(time);
    }

    /// The bank tells it that a payment of so many cents has settled.
    pub fn told(&self, instruction_id: &str, cents: u64) -> Reply {
        let payment = SettledPayment {
            instruction_id: instruction_id.to_owned(),
            amount: Amount::eur(cents),
        };
        self.business.borrow_mut().settled(&payment, self.now.get())
    }

    /// The bank tells it of the last payment, if that is confirmed.
    ///
    /// # Panics
    /// When it doesn't take the payment for its own.
    #[track_caller]
    pub fn hears<A: MiniApp>(&self, app: &TestApp<A>) {
        let last = app.payments().pop().filter(|sheet| sheet.consent == ConsentStatus::Auth);
        if let Some(sheet) = last {
            let reply = self.told(&sheet.instruction_id, sheet.amount.minor_units());
            assert_eq!(reply.status, 204, "{sheet:?}");
        }
    }

    /// The bank tells it of the last payment, and then the mini-app.
    ///
    /// # Panics
    /// As [`hears`](Self::hears) and [`TestApp::settle`].
    #[track_caller]
    pub fn settle<A: MiniApp>(&self, app: &mut TestApp<A>) {
        self.hears(app);
        app.settle();
    }
}

impl<P: fmt::Debug> fmt::Debug for FakePartner<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakePartner").field("mood", &self.mood).finish_non_exhaustive()
    }
}

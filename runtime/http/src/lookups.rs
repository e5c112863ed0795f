//! How many names are looked up for one mini-app at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::label::Label;

/// Of one mini-app's: whose name server does not answer takes no other's place. A look-up goes on when its
/// request has given up, because the system's cannot be broken off.
const OF_APP: usize = 16;

/// The look-ups that have not ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lookups(Arc<Mutex<HashMap<Label, usize>>>);

/// One of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lookup {
    all: Lookups,
    app: Label,
}

impl Lookups {
    /// Begins one for a mini-app; none where it has too many.
    pub(crate) fn begin(&self, app: &Label) -> Option<Lookup> {
        let mut running = self.lock();
        let of_app = running.entry(app.clone()).or_default();
        if *of_app >= OF_APP {
            return None;
        }
        *of_app += 1;
        Some(Lookup { all: self.clone(), app: app.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Label, usize>> {
        // Whole at every moment: a number is all that ever changes.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lookup {
    fn drop(&mut self) {
        let mut running = self.all.lock();
        if let Some(of_app) = running.get_mut(&self.app) {
            *of_app = of_app.saturating_sub(1);
            if *of_app == 0 {
                running.remove(&self.app);
            }
        }
    }
}

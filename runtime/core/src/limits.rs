//! What one mini-app may use up, and what it did use.

use serde::{Deserialize, Serialize};

/// Every bound that the runtime holds a mini-app to.
///
/// Plain data: a host app takes [`Limits::default`] and changes what it must. Each field names
/// the attack that it stops. A field is enforced, or it is not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Fuel (about one wasm instruction each) a step, start functions included. Stops: endless
    /// loops. Default 50 000 000, about 5 ms.
    pub step_fuel: u64,
    /// Fuel a session may burn in one minute. Stops: a mini-app that stays just below
    /// `step_fuel` on every tick. Default 600 000 000.
    pub minute_fuel: u64,
    /// Wall clock of one step in milliseconds, enforced at epoch ticks of 10 ms. Stops: guests
    /// whose instructions are slow, such as huge bulk fills. Default 250.
    pub step_millis: u64,
    /// Bytes of all linear memories of an instance together. Stops: memory bombs, in one memory
    /// or in many. Default 16 MiB; [a grant](crate::policy::SizeGrant) can say otherwise.
    pub memory_bytes: usize,
    /// Elements of all tables of an instance together. Stops: table bombs. Default 20 000.
    pub table_elements: usize,
    /// Core instances in a component. Stops: components made of thousands of modules.
    /// Default 16.
    pub instances: usize,
    /// Linear memories of an instance. Stops: address space running out. Default 4.
    pub memories: usize,
    /// Tables of an instance. Stops: as `table_elements`. Default 16.
    pub tables: usize,
    /// Bytes of host memory that lifting the guest's arguments of one call, or its result, may
    /// take. Stops: huge lists to a capability. Default 1 MiB.
    pub hostcall_bytes: usize,
    /// Component-model handles open at once. Stops: handle bombs. Default 1 024.
    pub handles: usize,
    /// Bytes that one capability call may hand to the guest. Stops: a backend's answer that
    /// bursts the guest. Default 256 KiB.
    pub answer_bytes: usize,
    /// Nodes of a view. Stops: views that a shell chokes on. Default 1 000.
    pub view_nodes: usize,
    /// Depth of a view's tree. Stops: deep recursion in shells. Default 32.
    pub view_depth: usize,
    /// Children of one node. Stops: as `view_nodes`. Default 200.
    pub view_children: usize,
    /// Bytes of all texts of a view together. Stops: as `view_nodes`. Default 256 KiB.
    pub view_text_bytes: usize,
    /// Cells of all tables and charts of a view together. Stops: as `view_nodes`. Default 4 000.
    pub view_cells: usize,
    /// Patterns of a view. Stops: regular expressions that are slow to compile, in numbers: the host
    /// compiles them outside of the step's fuel. Default 16.
    pub view_patterns: usize,
    /// Actions of a view. Stops: action tables that outgrow the session. Default 256.
    pub view_actions: usize,
    /// Bytes of one action. Stops: a session's state smuggled past `state_bytes`. Default 1 KiB.
    pub action_bytes: usize,
    /// Bytes of saved state. Stops: sessions that fill the store. Default 64 KiB.
    pub state_bytes: usize,
    /// Bytes of a storage key. Default 128.
    pub storage_key_bytes: usize,
    /// Bytes of a storage value. Default 64 KiB.
    pub storage_value_bytes: usize,
    /// Bytes of all keys and values of one mini-app and user. Stops: storage floods.
    /// Default 1 MiB.
    pub storage_total_bytes: usize,
    /// Bytes of a log line; what is longer is cut. Stops: log storms. Default 1 KiB.
    pub log_line_bytes: usize,
    /// Bytes of log a step; what is more is dropped and counted. Default 8 KiB.
    pub log_step_bytes: usize,
    /// Log lines a session and second; what is more is dropped and counted. Default 20.
    pub log_lines_per_second: u32,
    /// Capability calls a step. Stops: call storms. Default 64.
    pub step_calls: u32,
    /// Capability calls a session and minute. Default 600.
    pub minute_calls: u32,
    /// Requests of a session that are open at once. Stops: request storms. Default 16.
    pub open_requests: usize,
    /// How long a request stays open before it is answered `unavailable`, in milliseconds. A
    /// payment's sheet has a time of its own. Default 60 000.
    pub request_millis: u64,
    /// Timers of a session that are open at once. Default 8.
    pub open_timers: usize,
    /// Sessions of a user that are open at once. Stops: one user filling the store. Default 20.
    pub sessions_per_user: usize,
    /// Faults within five minutes that close a session. Default 3.
    pub strikes: u32,
    /// Bytes of a component without its assets, looked at before anything else. Stops: compile
    /// bombs. Default 4 MiB; [a grant](crate::policy::SizeGrant) can say otherwise.
    pub component_bytes: usize,
    /// Bytes of a package's assets together. Default 6 MiB.
    pub asset_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const KIB: usize = 1024;
        const MIB: usize = 1024 * KIB;
        Self {
            step_fuel: 50_000_000,
            minute_fuel: 600_000_000,
            step_millis: 250,
            memory_bytes: 16 * MIB,
            table_elements: 20_000,
            instances: 16,
            memories: 4,
            tables: 16,
            hostcall_bytes: MIB,
            handles: 1_024,
            answer_bytes: 256 * KIB,
            view_nodes: 1_000,
            view_depth: 32,
            view_children: 200,
            view_text_bytes: 256 * KIB,
            view_cells: 4_000,
            view_patterns: 16,
            view_actions: 256,
            action_bytes: KIB,
            state_bytes: 64 * KIB,
            storage_key_bytes: 128,
            storage_value_bytes: 64 * KIB,
            storage_total_bytes: MIB,
            log_line_bytes: KIB,
            log_step_bytes: 8 * KIB,
            log_lines_per_second: 20,
            step_calls: 64,
            minute_calls: 600,
            open_requests: 16,
            request_millis: 60_000,
            open_timers: 8,
            sessions_per_user: 20,
            strikes: 3,
            component_bytes: 4 * MIB,
            asset_bytes: 6 * MIB,
        }
    }
}

/// What one step used up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Fuel burnt.
    pub fuel: u64,
    /// Most bytes of linear memory held at once.
    pub peak_memory: usize,
    /// Capability calls.
    pub calls: u32,
    /// Nodes of the view.
    pub nodes: usize,
    /// Bytes of the saved state.
    pub state_bytes: usize,
    /// Microseconds from the load to the commit.
    pub micros: u64,
    /// Microseconds of that inside the sandbox: instantiation, the guest's code and its calls.
    pub sandbox_micros: u64,
    /// Nodes that differ from the view before.
    pub changed_nodes: usize,
}

//! The component's allocator: dlmalloc, which hands out the memory that the module starts with before
//! it grows any.
//!
//! The standard library's own asks for new pages at once, in every instance, and each step is a new one: growing costs
//! the host two system calls, more than the step itself.

use dlmalloc::GlobalDlmalloc;

#[global_allocator]
static ALLOCATOR: GlobalDlmalloc = GlobalDlmalloc;

// Listeners: what is written, checked; and the rules that follow from it at the load balancer and at the backend.
#pragma once

#include "compiler/sema/draft.h"
#include "compiler/sema/rules.h"
#include "compiler/sema/statements.h"
#include "compiler/sema/symbols.h"

namespace sgc::sema {

// Fills the load balancer's listeners, in the order written. Before: its VIPs and addresses are filled.
void fill_listeners(const Statements& statements, ir::PointId balancer, const Symbols& symbols, Whos& whos,
                    Rules& rules, Context& context);

// Adds the rules that follow from every listener of the policy to the drafts of load balancers and backends.
void derive_listener_rules(Drafts& drafts, Whos& whos, Context& context);

}  // namespace sgc::sema

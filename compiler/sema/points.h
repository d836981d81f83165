// What the blocks of points, networks and prefix lists say, but for their rules.
#pragma once

#include "compiler/sema/rules.h"
#include "compiler/sema/statements.h"
#include "compiler/sema/symbols.h"
#include "compiler/sema/whos.h"

namespace sgc::sema {

// Fills addresses, network, description, owner, tags and the part of each kind; listeners, and the groups of instances.
// Reports what is missing, twice, unknown, or of the wrong kind.
void fill_points(const PointStatements& blocks, const Symbols& symbols, Whos& whos, Rules& rules, Context& context);

// Networks: kind and cidr. Prefix lists: members.
void fill_networks(const Symbols& symbols, Context& context);

}  // namespace sgc::sema

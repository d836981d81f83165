// Lists of who: addresses, names, feeds, with and without exceptions; never empty.
#pragma once

#include "tests/properties/random/draft.h"

namespace sgc::properties {

struct WhoWishes {
  bool any = true;      // any, any4, any6
  bool groups = true;   // names of groups
  bool points = true;   // names of points, networks and prefix lists
  bool except = true;
  const AddressSet* self = nullptr;  // what `self` stands for, where it has a meaning
};

Who any_who(Draft& draft, const WhoWishes& wishes);

// Addresses of machines, in each of the policy's families: what a point has. No exceptions and no names of points.
Who home(Draft& draft);

// The same, now and then with a group's addresses as well.
Who members(Draft& draft);

// `group NAME { … }`, which goes to the draft's groups.
std::string new_group(Draft& draft);

// The groups of the prelude, which a policy may name.
void add_prelude_groups(Draft& draft);

}  // namespace sgc::properties

// What every part of sema works on: the policy being built, and what it is built with. One a run.
#pragma once

#include "compiler/diag/catalog.h"
#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"
#include "compiler/sema/analyze.h"
#include "compiler/support/loader.h"
#include "compiler/support/source_map.h"

namespace sgc::sema {

struct Context {
  ir::Policy& policy;
  SourceMap& sources;
  Loader& loader;
  const Options& options;
  Sink& sink;

  // Of names, while looking for «did you mean»: a policy of which every name is wrong is told without it in the end.
  std::size_t comparisons_left = 1'000'000;

  ir::AddressSetId intern(AddressSet set) const { return policy.sets.addresses.intern(std::move(set)); }
  ir::ServiceSetId intern(ServiceSet set) const { return policy.sets.services.intern(std::move(set)); }
};

}  // namespace sgc::sema

#include "tests/verdicts/harness/outcome.h"

#include "compiler/net/protocol.h"

namespace sgc::verdicts {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::Accepted: return "accepted";
    case Outcome::Dropped: return "dropped";
    case Outcome::Rejected: return "rejected";
    case Outcome::NotShown: return "not shown";
  }
  return {};
}

bool can_be_refused_aloud(const ir::Packet&) { return true; }

}  // namespace sgc::verdicts

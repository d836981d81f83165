// What a target can say, construct by construct. One table a target, read by `sgc targets`, by the check that runs
// before anything is emitted, and by the tests, which demand a case for every row.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sgc::targets {

enum class Construct : std::uint8_t {
  Order,            // first match decides
  Deny,
  Reject,
  Log,
  SourcePorts,
  PortLists,
  IcmpTypes,
  OtherProtocols,   // gre, esp, ah, sctp, proto N
  Ipv6,
  AddressRanges,    // ranges that are no prefix
  NearSide,         // a rule that tests the near side too
  DefaultAllow,
  Outbound,
  Established,      // replies are let through without a rule
  EstablishedDeny,  // a blacklist that cuts running connections
  GroupReference,   // another group as a side, by reference
  SelfReference,
  Acl,
  Comments,
};

enum class Ability : std::uint8_t {
  Exact,      // as it is
  Expansion,  // exactly, by other means; `how` says by which
  Ignored,    // has no effect on which packets pass; a note says that it is left out
  No,         // an error, with the mend; or, where the user opted in, a safe approximation
};

struct Capability {
  Construct construct;
  Ability ability;
  std::string_view how;  // a few words; for No: the mend
};

std::string_view to_string(Construct construct);
std::string_view to_string(Ability ability);

}  // namespace sgc::targets

// Services as rule lines of a host say them: each set of services as a few parts, a part being what one rule line can test. Made
// once for a policy and shared by all its files.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::host {

using Index = std::uint32_t;
constexpr Index kNoIndex = UINT32_MAX;

using Numbers = std::vector<NumberRange>;  // ascending, disjoint, not adjacent; empty where every number will do

struct ServicePart {
  enum class Kind : std::uint8_t {
    All,        // every protocol: no test
    Protocols,  // one of `protocols`, whatever else it carries
    Ports,      // one of `protocols`, each with ports; source ports `a`, destination ports `b`
    Icmp,       // ICMP over IPv4 or ICMPv6, by `family`; types `a`, codes `b`
  };

  Kind kind = Kind::All;
  Family family = Family::V4;  // of an Icmp part
  Numbers protocols;
  Numbers a;
  Numbers b;

  auto operator<=>(const ServicePart&) const = default;

  bool only_tcp() const;
  bool may_be_tcp() const;
};

// The parts of one set of services for lines that speak of both families at once, and what is left for each.
struct SharedForm {
  std::vector<Index> both;
  std::vector<Index> v4_only;
  std::vector<Index> v6_only;
};

class Services {
 public:
  explicit Services(const ir::Policy& policy);

  // The parts of one set of services, as indices for part(); together they are exactly the set, and disjoint.
  const std::vector<Index>& parts(ir::ServiceSetId id, Family family);
  SharedForm shared_form(ir::ServiceSetId id);

  // The part that is every protocol.
  Index everything() { return intern({}); }

  // The TCP of a part, and a part that is the rest of it for packets that are not TCP.
  std::pair<Index, Index> split_at_tcp(Index part);

  const ServicePart& part(Index index) const { return parts_[index]; }

 private:
  using Boxes = std::span<const ServiceBox>;

  std::vector<Index> parts_of(Boxes boxes, Family family);
  Index intern(ServicePart part);

  const ir::Policy& policy_;
  ServiceSet all_;
  std::vector<std::optional<std::vector<Index>>> forms_[2];  // by family and set
  std::deque<ServicePart> parts_;
  std::map<ServicePart, Index> index_of_;
};

}  // namespace sgc::host

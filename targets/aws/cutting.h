// An ordered list as a union of allows, which is all that a security group of AWS is. An allow that no earlier deny
// meets stays as it is written. One that is met is cut: it is said, service by service, of the addresses that are left
// to it, by the fewest blocks. A deny that only repeats what is denied anyway cuts nothing and costs nothing.
#pragma once

#include <vector>

#include "compiler/ir/policy.h"
#include "targets/aws/model.h"
#include "targets/cloud/sides.h"

namespace sgc::targets::aws {

// What is said of one allow. The parts of a list are together exactly what it lets through.
struct AllowedPart {
  std::size_t rule = 0;                 // index in the list; past the last: its default
  std::vector<ir::WhoItem> references;  // in a part that is not cut
  AddressSet addresses;
  ServiceSet services;                  // in the families in which the point can have it
  cloud::Families families;
  bool cut = false;
};

struct Cutting {
  std::vector<AllowedPart> parts;
  std::vector<std::size_t> denies;  // that cut something; ascending
};

// How a list is cut: all its denies count, or one alone, or none.
struct HeededDenies {
  enum class Which : std::uint8_t { All, One, None } which = Which::All;
  std::size_t one = 0;

  bool heeds(std::size_t rule) const { return which == Which::All || (which == Which::One && rule == one); }
};
constexpr HeededDenies kAllDenies{};
constexpr HeededDenies kNoDenies{HeededDenies::Which::None, 0};

// Before: the ruling found no obstacle in the list. `extent` are the families that exist where the point is. The allows
// before rule number `from` say nothing themselves: others say them.
Cutting cut(const ir::Policy& policy, const ir::Point& point, ir::Direction direction, HeededDenies heeded,
            cloud::Families extent, std::size_t from = 0);

// Rules that a part takes, by family. References and prefix lists by what the policy knows of them.
Count count_rules(const ir::Policy& policy, const AllowedPart& part);
Count count_rules(const ir::Policy& policy, const Cutting& cutting);

// The addresses from which (to which) the list lets all of this service through. Before: no rule tells two packets of
// the service apart but by their addresses; one port of one protocol in one family is such a service.
AddressSet allowed_at(const ir::Policy& policy, const ir::Point& point, ir::Direction direction,
                      const ServiceSet& service);

// Which points and prefix lists a rule can name: security groups, load balancers that translate, prefix lists.
bool refers(const ir::Policy& policy, const ir::WhoItem& item);

// How a reference is written beside a service: by name, or, where that would say more than the rule, by addresses.
enum class Naming : std::uint8_t { ByName, ByAddresses, NotAtAll };
Naming naming_of(const ir::Policy& policy, const ir::WhoItem& item, const cloud::Traffic& traffic);

}  // namespace sgc::targets::aws

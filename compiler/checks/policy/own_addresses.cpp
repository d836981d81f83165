// SGC3033: a blacklist that takes the policy's own members, VIPs or networks: a feed of addresses that nobody routes on
// the Internet has 10.0.0.0/8 in it, and so the machines behind the load balancer.
#include "compiler/checks/all_checks.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

// Addresses of the policy's own, and whose they are: "the members of 'backend'".
struct Own {
  std::string name;
  AddressSet addresses;
  Span span;
};

std::vector<Own> own_addresses(const ir::Policy& policy) {
  std::vector<Own> all;
  for (const ir::Point& point : policy.points) {
    if (point.external()) continue;
    std::string_view what = "addresses";
    if (point.security_group() != nullptr) what = "members";
    if (point.load_balancer() != nullptr) what = "VIPs and addresses";
    if (point.acl() != nullptr) what = "subnets";
    all.push_back({fmt::format("the {} of '{}'", what, point.name), policy.addresses(point.addresses), point.span});
  }
  for (const ir::Network& network : policy.networks) {
    if (network.predeclared || !network.cidr.known()) continue;
    all.push_back({fmt::format("network '{}'", network.name), policy.addresses(network.cidr), network.span});
  }
  return all;
}

}  // namespace

void check_own_addresses(const Subject& subject, Sink& sink) {
  constexpr std::size_t kMostRanges = 2;
  if (!sink.wants(kind::OwnAddresses) || subject.policy.blacklists.empty()) return;
  const std::vector<Own> own = own_addresses(subject.policy);
  for (const ir::Blacklist& blacklist : subject.policy.blacklists) {
    if (!blacklist.who.known()) continue;
    const AddressSet& denied = subject.policy.addresses(blacklist.who);
    AddressSet taken;
    std::vector<std::string> owners;
    std::vector<DiagnosticNote> notes;
    for (const Own& one : own) {
      if (!one.addresses.overlaps(denied)) continue;
      const AddressSet here = intersect(one.addresses, denied);
      taken = unite(taken, here);
      owners.push_back(one.name);
      notes.push_back({one.span, fmt::format("it takes {} of {}", to_string(here, kMostRanges), one.name)});
    }
    if (owners.empty()) continue;
    // Which of them are whose is said by the notes, one for each owner.
    const std::string what = owners.size() == 1 ? to_string(taken, kMostRanges) : "addresses";
    Diagnostic finding = diagnose(kind::OwnAddresses, blacklist.span, blacklist.name, what,
                                  enumerate(owners, kMostRanges));
    finding.notes = std::move(notes);
    finding.help = "except them: `except …` with the names of the points or networks";
    sink.report(std::move(finding));
  }
}

}  // namespace sgc::checks

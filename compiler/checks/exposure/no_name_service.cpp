// SGC3035: machines that can ask no name server and no clock. Said of security groups and instances alone: a load
// balancer's outbound list is for its backends, and behind an acl others decide.
#include "compiler/checks/all_checks.h"
#include "compiler/checks/lists/lets_through.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

constexpr NumberRange kDns{53, 53};
constexpr NumberRange kNtp{123, 123};

ServiceSet name_and_time() {
  return unite(unite(ServiceSet::ports(protocol::kUdp, kAllPorts, kDns), ServiceSet::ports(protocol::kTcp, kAllPorts, kDns)),
               ServiceSet::ports(protocol::kUdp, kAllPorts, kNtp));
}

}  // namespace

void check_no_name_service(const ListSubject& subject, Sink& sink) {
  const ir::Point& point = subject.point();
  const bool machines = point.security_group() != nullptr || point.instance() != nullptr;
  const bool outbound = subject.facts.direction() == ir::Direction::Outbound;
  if (!sink.wants(kind::NoNameService) || !machines || !outbound || !subject.enforced) return;
  if (lets_any_through(subject, name_and_time()) != space::Truth::No) return;
  sink.report(at_list(diagnose(kind::NoNameService, subject.list().span, point.name), subject)
                  .with_help("if its machines need them: `allow dns, ntp to …`"));
}

}  // namespace sgc::checks

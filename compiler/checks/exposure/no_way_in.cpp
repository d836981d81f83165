// SGC3036: machines that nobody can log in to. Said of security groups and instances alone.
#include "compiler/checks/all_checks.h"
#include "compiler/checks/exposure/sensitive_ports.h"
#include "compiler/checks/lists/lets_through.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {

void check_no_way_in(const ListSubject& subject, Sink& sink) {
  const ir::Point& point = subject.point();
  const bool machines = point.security_group() != nullptr || point.instance() != nullptr;
  const bool inbound = subject.facts.direction() == ir::Direction::Inbound;
  if (!sink.wants(kind::NoWayIn) || !machines || !inbound || !subject.enforced) return;
  if (lets_any_through(subject, administration_services()) != space::Truth::No) return;
  sink.report(at_list(diagnose(kind::NoWayIn, subject.list().span, point.name), subject)
                  .with_help("if its machines are administered over the network: `allow ssh from …`"));
}

}  // namespace sgc::checks

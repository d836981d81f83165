#include "compiler/checks/assertions/prove.h"

#include "compiler/checks/assertions/failure.h"
#include "compiler/checks/ways/passage.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

using space::Truth;

bool is_judged(const Route& route) {
  return std::any_of(route.stretches.begin(), route.stretches.end(),
                     [](const Stretch& stretch) { return !stretch.gates.empty(); });
}

// A packet of the route that some list on it stops, or that finds nobody at its end.
Passing find_stopped(Passage& passage, const Route& route) {
  if (!route.leads_through()) return passage.as_far_as(route, 0, 0);
  Passing answer;
  for (std::size_t stretch = 0; stretch < route.stretches.size(); ++stretch) {
    for (const Gate& gate : route.stretches[stretch].gates) {
      const Passing stopped = passage.stopped_at(route, stretch, gate);
      if (stopped.found == Truth::Yes) return stopped;
      if (stopped.found == Truth::NotDecided) answer.found = Truth::NotDecided;
    }
  }
  return answer;
}

}  // namespace

Proof prove(const ir::Policy& policy, const Router& router, const ir::Assertion& assertion,
            const space::Limits& limits) {
  Passage passage(policy, limits);
  const ServiceSet& services = policy.service_set(assertion.services);
  const std::vector<Terminal> destinations = router.terminals().destinations(assertion.to);
  Proof proof;
  for (const Terminal& from : router.terminals().sources(assertion.from)) {
    for (const Terminal& to : destinations) {
      std::vector<Route> routes;
      router.add_routes(from, to, services, routes);
      for (const Route& route : routes) {
        if (!is_judged(route)) continue;
        const Passing against = assertion.allow ? find_stopped(passage, route) : passage.through(route);
        if (against.found == Truth::NotDecided) proof.holds = Truth::NotDecided;
        if (against.found != Truth::Yes) continue;
        return {Truth::No, {against.packet, route.from, route.to}};
      }
    }
  }
  return proof;
}

void prove_assertions(const ir::Policy& policy, const SourceMap& sources, const CheckOptions& options, Sink& sink,
                      std::string_view enforced_by) {
  if (!policy.assertions.empty()) prove_assertions(policy, Router(policy), sources, options, sink, enforced_by);
}

void prove_assertions(const ir::Policy& policy, const Router& router, const SourceMap& sources,
                      const CheckOptions& options, Sink& sink, std::string_view enforced_by) {
  const Wording wording(policy, sources);
  const std::string where = enforced_by.empty() ? "" : fmt::format(" as {} enforces it", enforced_by);
  for (const ir::Assertion& assertion : policy.assertions) {
    const Proof proof = prove(policy, router, assertion, options.limits);
    if (proof.holds == Truth::No) sink.report(failure(policy, wording, assertion, proof.counterexample, where));
    if (proof.holds == Truth::NotDecided) {
      auto finding = diagnose(kind::NotDecided, assertion.span, "whether this assertion holds" + where);
      finding.severity = Severity::Error;
      finding.help = "assert less at once: fewer points, or one service";
      sink.report(std::move(finding));
    }
  }
}

}  // namespace sgc::checks

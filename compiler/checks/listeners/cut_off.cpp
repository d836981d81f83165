// SGC3010 and SGC3011: nobody gets through. Clients through a listener, or the load balancer's own health checks.
#include "compiler/checks/all_checks.h"
#include "compiler/checks/listeners/health_sources.h"
#include "compiler/checks/listeners/obstacle.h"
#include "compiler/checks/listeners/ways_of_listener.h"
#include "compiler/checks/wording.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

using space::Truth;

Truth any_comes_through(Passage& passage, std::span<const Route> routes) {
  Truth answer = Truth::No;
  for (const Route& route : routes) {
    const Truth found = passage.through(route).found;
    if (found == Truth::Yes) return Truth::Yes;
    if (found == Truth::NotDecided) answer = Truth::NotDecided;
  }
  return answer;
}

void report_undecided(const ir::Listener& listener, std::string_view who, Sink& sink) {
  sink.report(diagnose(kind::NotDecided, listener.span, fmt::format("whether {} of listener '{}' get through", who, listener.name))
                  .with_help("the questions became too long; fewer rules that cross each other are decided"));
}

// Fills in what stops them: lists, or the lack of an address that they could be sent to.
template <class Kind>
Diagnostic stopped(const Subject& subject, Passage& passage, const Kind& kind, const ir::Listener& listener,
                   const BackendWays& ways, std::string_view whom, std::string_view nothing) {
  Diagnostic details;
  std::string why = std::string(nothing);
  if (!ways.routes.empty()) {
    const std::string lists = name_obstacles(subject, passage, ways.routes, details);
    why = lists.empty() ? "no packet that one list lets through passes the next" : fmt::format("{} {}", lists, whom);
  }
  Diagnostic finding = diagnose(kind, listener.span, listener.name, to_backend(subject.policy, listener, ways.backend), why);
  finding.notes = std::move(details.notes);
  finding.packet = std::move(details.packet);
  finding.point = std::move(details.point);
  finding.direction = std::move(details.direction);
  finding.help = ways.routes.empty() ? "give both sides addresses of one family"
                 : details.help.empty() ? "lists that stand in a row let the same clients through: make them agree"
                                        : std::move(details.help);
  return finding;
}

// In a run for several providers one may excuse what another does not: who reads both wants to know which is which.
void tell_providers_apart(const ir::Point& balancer, std::span<const HealthCondition> conditions, Diagnostic& finding) {
  std::vector<std::string> excuse;
  std::vector<std::string> need_rule;
  for (const HealthCondition& condition : conditions) {
    (condition.source == HealthSource::LetInAnyway ? excuse : need_rule).emplace_back(condition.provider);
  }
  if (excuse.empty()) return;
  finding.notes.push_back({balancer.span, fmt::format("{} lets the checks of '{}' in by itself, {} {} not", enumerate(excuse),
                                                      balancer.name, enumerate(need_rule), need_rule.size() == 1 ? "does" : "do")});
}

}  // namespace

void check_listener_cut_off(const Subject& subject, Sink& sink) {
  if (!sink.wants(kind::ListenerCutOff)) return;
  Passage passage(subject.policy, subject.options.limits);
  for_each_listener(subject.policy, [&](ir::PointId balancer, const ir::Listener& listener) {
    for (const BackendWays& ways : ways_of_clients(subject, balancer, listener).backends) {
      const Truth through = any_comes_through(passage, ways.routes);
      if (through == Truth::NotDecided) report_undecided(listener, "clients", sink);
      if (through != Truth::No) continue;
      sink.report(stopped(subject, passage, kind::ListenerCutOff, listener, ways, "them all",
                          "clients, load balancer and backend share no address family"));
    }
  });
}

void check_health_checks(const Subject& subject, Sink& sink) {
  if (!sink.wants(kind::HealthCheckBlocked)) return;
  Passage passage(subject.policy, subject.options.limits);
  for_each_listener(subject.policy, [&](ir::PointId balancer, const ir::Listener& listener) {
    const ir::Point& point = subject.policy.point(balancer);
    const std::vector<HealthCondition> conditions = health_conditions(subject.policy, point);
    for (const HealthCondition& condition : conditions) {
      if (condition.source == HealthSource::LetInAnyway) continue;
      const AddressSet& sources = health_addresses(subject.policy, point, condition.source);
      for (const BackendWays& ways : ways_of_health(subject, balancer, listener, sources).backends) {
        const Truth through = any_comes_through(passage, ways.routes);
        if (through == Truth::NotDecided) report_undecided(listener, "health checks", sink);
        if (through != Truth::No) continue;
        Diagnostic finding = stopped(subject, passage, kind::HealthCheckBlocked, listener, ways, "it",
                                     "the load balancer and its backend share no address family");
        tell_providers_apart(point, conditions, finding);
        sink.report(std::move(finding));
      }
    }
  });
}

}  // namespace sgc::checks

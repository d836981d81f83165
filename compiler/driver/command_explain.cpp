// `sgc explain`: one packet's way. It asks what the policy means, so findings do not stop it and are not
// shown.
#include <fmt/format.h>

#include "compiler/diag/catalog.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/explain_print.h"
#include "compiler/driver/read_policy.h"
#include "compiler/driver/report.h"
#include "compiler/support/suggest.h"

namespace sgc::driver {
namespace {

std::optional<OneList> list_of(const ExplainCommand& command, const ir::Policy& policy, Sink& sink) {
  if (!command.point) return std::nullopt;
  if (const auto id = policy.find_point(*command.point)) return OneList{*id, command.direction};

  std::vector<std::string_view> names;
  for (const ir::Point& point : policy.points) names.push_back(point.name);
  auto diagnostic = diagnose(kind::NoSuchPoint, {}, *command.point);
  if (const auto near = suggest(*command.point, names))
    diagnostic.help = fmt::format("did you mean '{}'?", *near);
  sink.report(std::move(diagnostic));
  return std::nullopt;
}

// The text to print; nothing, and a report, where there is no answer.
std::optional<std::string> explain(const ExplainCommand& command, Compilation& run) {
  const auto parsed = parse_packet_query(command.packet, run.policy);
  if (const auto* fault = std::get_if<PacketFault>(&parsed)) {
    run.sink.report(diagnose(kind::PacketText, {}, fault->what).with_help(fault->help));
    return std::nullopt;
  }
  const auto& query = std::get<PacketQuery>(parsed);
  const auto only = list_of(command, run.policy, run.sink);
  if (run.sink.has_errors()) return std::nullopt;

  const auto found = answers(run.policy, query, only);
  if (!found) {
    run.sink.report(diagnose(kind::TooManyAnswers, {}, command.packet, grouped(kMostPackets))
                        .with_help("name addresses instead of points, and both ports"));
    return std::nullopt;
  }
  if (found->empty()) {
    run.sink.report(
        diagnose(kind::NobodyJudges, {}, command.packet)
            .with_help("its destination is no point's, and its source is written as an address: name the "
                       "point that it comes from, or ask one list with --point and --direction"));
    return std::nullopt;
  }
  const Explained explained{command.packet, *found, run.policy, run.sources};
  return command.policy.format == Format::Json ? explain_json(explained) : explain_text(explained);
}

}  // namespace

ExitStatus run(const ExplainCommand& command, const World& world) {
  StageLog log;
  DiskLoader loader(command.policy.files, command.policy.include_folders, world, log);
  Compilation nothing(severities_of(command.policy));
  const auto policy = read_policy(command.policy, loader, world, nothing.sink);
  if (!policy) return report(world, command.policy, nothing.sink, nothing.sources);

  CompileSettings settings;
  settings.today = policy->today;
  Compilation run = understand(policy->roots, loader, settings, severities_of(command.policy), log);
  const auto text = run.sink.has_errors() ? std::nullopt : explain(command, run);
  run.sink.finish();
  if (!text) return report(world, command.policy, run.sink, run.sources);
  return print_result(world, *text);
}

}  // namespace sgc::driver

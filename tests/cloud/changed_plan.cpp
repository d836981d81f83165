#include "tests/cloud/changed_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace sgc::cloud_test {

using nlohmann::ordered_json;

std::vector<targets::OutputFile> changed(const Compiled& compiled, const PlanChange& change) {
  std::vector<targets::OutputFile> files = compiled.files;
  ordered_json plan = ordered_json::parse(files.at(0).bytes);
  change(plan);
  files[0].bytes = plan.dump(2) + "\n";
  const std::string folder = files[0].path.substr(0, files[0].path.find('/') + 1);
  for (const ordered_json& call : plan["calls"]) {
    if (!call.contains("file")) continue;
    const std::string path = folder + call["file"].get<std::string>();
    const auto file = std::find_if(files.begin(), files.end(), [&](const auto& each) { return each.path == path; });
    if (file != files.end()) file->bytes = call["request"].dump(2) + "\n";
  }
  return files;
}

std::string complaints(const Compiled& compiled, std::string_view target, const std::vector<targets::OutputFile>& files) {
  std::vector<ir::PointId> points;
  for (std::uint32_t i = 0; i < compiled.policy().points.size(); ++i) points.push_back({i});
  Sink sink;
  targets::find_target(target)->verify({compiled.policy(), compiled.run->sources, points, "0"}, files, sink);
  std::string text;
  for (const Diagnostic& each : sink.all()) text += fmt::format("SGC{} {}\n", each.code, each.message);
  return text;
}

ordered_json& call_in(ordered_json& plan, std::string_view action, std::string_view object) {
  for (ordered_json& call : plan["calls"]) {
    const bool meant = call["action"] == action && (object.empty() || call["object"] == object);
    if (meant) return call;
  }
  throw std::runtime_error(fmt::format("the plan has no {} {}", action, object));
}

}  // namespace sgc::cloud_test

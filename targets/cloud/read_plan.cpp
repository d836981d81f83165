#include "targets/cloud/read_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sgc::targets::cloud {
namespace {

using nlohmann::json;

json parse(const std::string& file, std::string_view bytes) {
  try {
    return json::parse(bytes);
  } catch (const json::exception& error) {
    throw Unreadable(file, error.what());
  }
}

const OutputFile& find(std::span<const OutputFile> files, const std::string& path) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const OutputFile& file) { return file.path == path; });
  if (found == files.end()) throw Unreadable(path, "the plan names this file and it is not there");
  return *found;
}

}  // namespace

void read_plan(std::span<const OutputFile> files, std::string_view folder,
               const std::function<void(const json& call)>& read_call, const std::function<void()>& all_read) {
  const std::string plan_file = fmt::format("{}/plan.json", folder);
  const json plan = parse(plan_file, find(files, plan_file).bytes);
  std::string file = plan_file;
  try {
    for (const json& call : plan.at("calls")) {
      file = fmt::format("{}/{}", folder, call.at("file").get<std::string>());
      if (parse(file, find(files, file).bytes) != call.at("request")) {
        throw Unreadable(file, "the file is not the request that the plan has");
      }
      read_call(call);
    }
    file = plan_file;
    all_read();
  } catch (const Unreadable&) {
    throw;
  } catch (const std::exception& error) {
    throw Unreadable(file, error.what());
  }
}

}  // namespace sgc::targets::cloud

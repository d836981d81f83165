// `sgc apply-check`: what a folder holds, tried file by file in a network namespace of its own.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "compiler/diag/catalog.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/manifest.h"
#include "compiler/driver/private_namespace.h"
#include "compiler/driver/report.h"
#include "compiler/driver/try_artefact.h"
#include "compiler/support/digest.h"
#include "compiler/support/file_reader.h"

namespace sgc::driver {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// ---- which files --------------------------------------------------------------------------------

std::vector<std::string> files_below(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (const char* const host : {"iptables", "nftables", "xdp"}) {
    for (fs::directory_iterator at(fs::path(directory) / host, error), end; !error && at != end;
         at.increment(error)) {
      const std::string name = at->path().filename().string();
      if (!name.starts_with('.')) files.push_back(std::string(host) + "/" + name);
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The artefact as the manifest has it, against the one on the disk.
bool is_there(const std::string& directory, const Manifest::Artefact& artefact, Sink& sink) {
  const FileText file = read_file((fs::path(directory) / artefact.path).string());
  if (file.status != FileText::Status::Ok) {
    sink.report(diagnose(kind::ArtefactMissing, {}, artefact.path));
    return false;
  }
  if (sha256_hex(file.buffer->text()) != artefact.sha256)
    sink.report(diagnose(kind::ArtefactChanged, {}, artefact.path));
  return true;
}

std::vector<std::string> files_of(const std::string& directory, Sink& sink) {
  const std::string path = (fs::path(directory) / "manifest.json").string();
  const FileText file = read_file(path);
  if (file.status != FileText::Status::Ok) return files_below(directory);

  const auto read = read_manifest(file.buffer->text());
  const auto* manifest = std::get_if<Manifest>(&read);
  if (manifest == nullptr) {
    sink.report(diagnose(kind::CannotRead, {}, path, std::get<std::string>(read)));
    return {};
  }
  std::vector<std::string> files;
  for (const Manifest::Artefact& artefact : manifest->artefacts) {
    if (is_there(directory, artefact, sink)) files.push_back(artefact.path);
  }
  return files;
}

// ---- the trials ---------------------------------------------------------------------------------

bool any_for_hosts(const std::vector<Trial>& trials) {
  return std::any_of(trials.begin(), trials.end(),
                     [](const Trial& trial) { return trial.state != Trial::State::NotForHosts; });
}

void report_trials(const std::vector<Trial>& trials, Sink& sink) {
  for (const Trial& trial : trials) {
    if (trial.state == Trial::State::Refused)
      sink.report(diagnose(kind::ArtefactRefused, {}, trial.file, trial.message));
    if (trial.state == Trial::State::Untried)
      sink.report(diagnose(kind::ToolMissing, {}, trial.file, trial.tool));
  }
}

std::vector<Trial> try_all(const std::string& directory, Sink& sink) {
  const auto files = files_of(directory, sink);
  if (files.empty() && !sink.has_errors()) sink.report(diagnose(kind::NoArtefacts, {}, directory));
  if (files.empty()) return {};

  const bool has_xdp = std::any_of(files.begin(), files.end(),
                                   [](const std::string& file) { return file.ends_with(".bpf.c"); });
  auto fault = enter_private_namespace();
  if (!fault && has_xdp) fault = mount_private_folders();
  if (fault) {
    sink.report(diagnose(kind::NotRoot, {}).with_help(*fault));
    return {};
  }

  std::vector<Trial> trials;
  for (const std::string& file : files) trials.push_back(try_artefact(directory, file));
  if (!any_for_hosts(trials) && !sink.has_errors()) sink.report(diagnose(kind::NoArtefacts, {}, directory));
  report_trials(trials, sink);
  return trials;
}

std::string text_of(const std::vector<Trial>& trials) {
  std::string text;
  for (const Trial& trial : trials) text += fmt::format("{:<14}{}\n", to_string(trial.state), trial.file);
  return text;
}

std::string json_of(const std::vector<Trial>& trials) {
  Json files = Json::array();
  for (const Trial& trial : trials) {
    files.push_back({{"file", trial.file},
                     {"state", to_string(trial.state)},
                     {"tool", trial.tool},
                     {"message", trial.message}});
  }
  return Json{{"files", files}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

ExitStatus run(const ApplyCheckCommand& command, const World& world) {
  Sink sink;
  std::vector<Trial> trials;
  std::error_code error;
  if (!fs::is_directory(command.directory, error)) {
    sink.report(diagnose(kind::CannotRead, {}, command.directory, "there is no folder of this name"));
  } else if (::geteuid() != 0) {
    sink.report(diagnose(kind::NotRoot, {}).with_help("run it with sudo"));
  } else {
    trials = try_all(fs::absolute(command.directory, error).string(), sink);
  }

  const ExitStatus printed =
      print_result(world, command.format == Format::Json ? json_of(trials) : text_of(trials));
  sink.finish();
  return std::max(printed, report(world, PolicyOptions{}, sink, SourceMap()));
}

}  // namespace sgc::driver

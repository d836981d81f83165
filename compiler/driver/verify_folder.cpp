#include "compiler/driver/verify_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <variant>

#include "compiler/diag/catalog.h"
#include "compiler/driver/manifest.h"
#include "compiler/driver/version.h"
#include "compiler/support/file_reader.h"

namespace sgc::driver {
namespace {

namespace fs = std::filesystem;

Diagnostic unproved(const std::string& path, std::string why) {
  return diagnose(kind::TextUnreadable, {}, path, std::move(why));
}

// Whether this is what the head of an XDP file has its reader build beside it. Nobody can prove anything of an object, and
// one whose source is gone is a file like any other, which somebody may load.
bool is_built(const fs::path& path) {
  constexpr std::string_view kObject = ".bpf.o";
  const std::string name = path.filename().string();
  if (!name.ends_with(kObject)) return false;
  std::error_code error;
  return fs::is_regular_file(path.parent_path() / (name.substr(0, name.size() - 1) + "c"), error);
}

// The files of a target, relative to the folder, sorted. What is hidden is nobody's artefact.
std::vector<std::string> paths_in(const std::string& directory, std::string_view target) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::directory_iterator at(fs::path(directory) / target, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with('.') && !is_built(at->path())) paths.push_back(fmt::format("{}/{}", target, name));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<targets::OutputFile> read_files(const std::string& directory, std::string_view target, Sink& sink) {
  std::vector<targets::OutputFile> files;
  for (const std::string& path : paths_in(directory, target)) {
    const std::string place = (fs::path(directory) / path).string();
    const FileText file = read_file(place);
    if (file.status == FileText::Status::Ok) {
      files.push_back({path, std::string(file.buffer->text())});
    } else {
      sink.report(diagnose(kind::CannotRead, {}, place, file.reason));
    }
  }
  return files;
}

std::set<std::string> paths_of(const std::vector<targets::OutputFile>& files) {
  std::set<std::string> paths;
  for (const targets::OutputFile& file : files) paths.insert(file.path);
  return paths;
}

bool spoken_of(const std::string& path, const Sink& sink) {
  return std::any_of(sink.all().begin(), sink.all().end(), [&](const Diagnostic& diagnostic) {
    return diagnostic.message.find(path) != std::string::npos;
  });
}

// The folder's manifest, or a few words that say what is wrong with it; nothing where there is none.
std::optional<std::variant<Manifest, std::string>> manifest_in(const std::string& directory) {
  const FileText file = read_file((fs::path(directory) / "manifest.json").string());
  if (file.status == FileText::Status::Missing) return std::nullopt;
  if (file.status != FileText::Status::Ok) return file.reason;
  return read_manifest(file.buffer->text());
}

// One that says nothing where there is none, or none that can be read.
Manifest known_manifest(const std::string& directory) {
  auto read = manifest_in(directory);
  auto* manifest = read ? std::get_if<Manifest>(&*read) : nullptr;
  return manifest == nullptr ? Manifest{} : std::move(*manifest);
}

// Those of the target.
std::set<std::string> listed_paths(const Manifest& manifest, std::string_view target) {
  std::set<std::string> paths;
  for (const Manifest::Artefact& artefact : manifest.artefacts) {
    if (artefact.target == target) paths.insert(artefact.path);
  }
  return paths;
}

// A file too few is rules that nobody enforces; one too many is rules that somebody may load.
void compare_names(const std::set<std::string>& wanted, const std::set<std::string>& found,
                   const std::set<std::string>& listed, Sink& sink) {
  for (const std::string& path : wanted) {
    if (!found.contains(path) && !spoken_of(path, sink))
      sink.report(unproved(path, "it is missing, and the policy gives it"));
  }
  for (const std::string& path : found) {
    if (!wanted.contains(path)) sink.report(unproved(path, "the policy does not give it"));
  }
  for (const std::string& path : listed) {
    if (!found.contains(path) && !wanted.contains(path)) sink.report(unproved(path, "it is missing, and manifest.json lists it"));
  }
}

}  // namespace

std::vector<const targets::Target*> targets_in(const std::string& directory) {
  const Manifest manifest = known_manifest(directory);
  std::vector<const targets::Target*> found;
  for (const targets::Target* target : targets::registry()) {
    const std::string_view name = target->spec.name;
    // A run for a target may have had nothing to write.
    const bool was_asked_for = std::find(manifest.targets.begin(), manifest.targets.end(), name) != manifest.targets.end();
    if (was_asked_for || !paths_in(directory, name).empty() || !listed_paths(manifest, name).empty()) found.push_back(target);
  }
  return found;
}

void check_manifest(const std::string& directory, Sink& sink) {
  const auto read = manifest_in(directory);
  const auto* fault = read ? std::get_if<std::string>(&*read) : nullptr;
  if (fault != nullptr) sink.report(diagnose(kind::CannotRead, {}, (fs::path(directory) / "manifest.json").string(), *fault));
}

void verify_folder(const MeantPolicy& meant, const std::string& directory, const targets::Target& target, Sink& sink,
                   StageLog& log) {
  const StageLog::Scope stage(log, target.spec.name);
  std::vector<ir::PointId> points;
  for (std::uint32_t i = 0; i < meant.policy.points.size(); ++i) points.push_back(ir::PointId{i});
  const targets::Request request{meant.policy, meant.sources, points, kVersion};

  Sink said;  // warnings and notes were said when the folder was written
  const auto wanted = paths_of(target.emit(request, said));
  if (said.has_errors()) return sink.take(std::move(said));

  Sink found_out(sink.policy());
  const auto files = read_files(directory, target.spec.name, found_out);
  const auto found = paths_of(files);
  if (target.verify != nullptr) {
    target.verify(request, files, found_out);
  } else {
    for (const std::string& path : found)
      found_out.report(unproved(path, fmt::format("files for {} cannot be read back", target.spec.name)));
  }
  compare_names(wanted, found, listed_paths(known_manifest(directory), target.spec.name), found_out);
  sink.take(std::move(found_out));
  log.count(target.spec.name, fmt::format("{} files", grouped(files.size())));
}

}  // namespace sgc::driver

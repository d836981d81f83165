#include "compiler/driver/write_output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>
#include <set>
#include <unordered_map>

#include "compiler/diag/catalog.h"
#include "compiler/diag/render.h"
#include "compiler/driver/depfile.h"
#include "compiler/driver/directory_lock.h"
#include "compiler/driver/held_signals.h"
#include "compiler/driver/leftovers.h"
#include "compiler/driver/manifest.h"
#include "compiler/driver/output_folder.h"
#include "compiler/driver/version.h"
#include "compiler/support/atomic_write.h"
#include "compiler/support/digest.h"
#include "compiler/support/file_reader.h"

namespace sgc::driver {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifestName = "manifest.json";
constexpr std::size_t kMostRemovedNamed = 20;  // of the files taken away; the rest are counted
constexpr std::size_t kFilesPerWord = 64;  // how often the progress line is told

std::string in_folder(const std::string& directory, const std::string& path) {
  return (fs::path(directory) / path).string();
}

std::string manifest_path(const Destination& destination) {
  return destination.manifest.value_or(in_folder(destination.directory, kManifestName));
}

// ---- what the manifest says ---------------------------------------------------------------------

// The places of the allows that are no more, ascending, each once.
std::vector<std::string> expired_in(const Compilation& run) {
  std::vector<std::string> places;
  for (const Span span : run.policy.expired) {
    const Place place = run.sources.begin(span);
    places.push_back(fmt::format("{}:{}:{}", place.file, place.line, place.column));
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

Manifest manifest_of(const Compilation& run, std::span<const DiskLoader::Input> inputs, const Shard& shard) {
  Manifest manifest;
  manifest.version = kVersion;
  for (const Emission& emission : run.emissions) {
    const std::string target(emission.target->spec.name);
    manifest.targets.push_back(target);
    for (const targets::OutputFile& file : emission.files) {
      manifest.artefacts.push_back({file.path, target, file.bytes.size(), sha256_hex(file.bytes)});
    }
  }
  for (const DiskLoader::Input& input : inputs)
    manifest.inputs.push_back({input.shown_name, input.size, input.sha256});
  manifest.expired = expired_in(run);
  if (!shard.whole()) {
    manifest.share_count = shard.count;
    manifest.shares = {shard.index};
  }
  return manifest;
}

std::set<std::string> paths_of(const Manifest& manifest) {
  std::set<std::string> paths;
  for (const Manifest::Artefact& artefact : manifest.artefacts) paths.insert(artefact.path);
  return paths;
}

// The artefacts of `before` that `now` does not write.
std::vector<Manifest::Artefact> others(const Manifest& before, const Manifest& now) {
  const auto written = paths_of(now);
  std::vector<Manifest::Artefact> rest;
  for (const Manifest::Artefact& artefact : before.artefacts) {
    if (!written.contains(artefact.path)) rest.push_back(artefact);
  }
  return rest;
}

// What --point leaves alone is still there, and still listed.
Manifest with_others(Manifest now, const Manifest& before) {
  for (const Manifest::Artefact& artefact : others(before, now)) {
    now.artefacts.push_back(artefact);
    if (std::find(now.targets.begin(), now.targets.end(), artefact.target) == now.targets.end()) {
      now.targets.push_back(artefact.target);
    }
  }
  return now;
}

// Shares of the same work, written one after the other, become one manifest. One that is of other work is
// replaced.
Manifest with_shares(const Manifest& now, Manifest before) {
  if (before.share_count == 0) before.share_count = now.share_count;  // it has all shares, and keeps them
  const bool had_all = before.shares.empty();
  if (!std::holds_alternative<std::monostate>(same_work(before, now))) return now;

  before.artefacts = others(before, now);
  if (had_all) {
    for (unsigned share = 1; share <= now.share_count; ++share) before.shares.push_back(share);
  }
  std::erase(before.shares, now.shares.front());
  return join(now, before);
}

// ---- the run before -----------------------------------------------------------------------------

// The manifest that is there; an empty one where none is; nothing where what is there must not be replaced.
std::optional<Manifest> previous_manifest(const std::string& path, Sink& sink) {
  const FileText file = read_file(path);
  if (file.status == FileText::Status::Missing) return Manifest{};
  if (file.status != FileText::Status::Ok) {
    sink.report(diagnose(kind::CannotWrite, {}, path, file.reason));
    return std::nullopt;
  }
  auto read = read_manifest(file.buffer->text());
  if (auto* manifest = std::get_if<Manifest>(&read)) return std::move(*manifest);
  sink.report(diagnose(kind::ForeignManifest, {}, path, std::get<std::string>(read))
                  .with_help("remove it if nobody needs it, or name another place with --manifest"));
  return std::nullopt;
}

// Whether the path, links followed, is of a file below the folder.
bool stays_within(const std::string& directory, const std::string& path) {
  const fs::path relative = fs::path(path).lexically_normal();
  if (relative.is_absolute() || relative.empty() || relative.begin()->string() == "..") return false;

  std::error_code error;
  const fs::path root = fs::canonical(directory, error);
  const fs::path folder = error ? fs::path() : fs::weakly_canonical(root / relative.parent_path(), error);
  if (error) return false;
  const auto [end, rest] = std::mismatch(root.begin(), root.end(), folder.begin(), folder.end());
  return end == root.end();
}

void remove_stale(const std::vector<Manifest::Artefact>& stale, const Destination& destination,
                  FileBatch& batch, std::vector<Diagnostic>& notes) {
  std::size_t removed = 0;
  for (const Manifest::Artefact& artefact : stale) {
    const std::string path = in_folder(destination.directory, artefact.path);
    if (!stays_within(destination.directory, artefact.path)) {
      notes.push_back(diagnose(kind::StaleKept, {}, artefact.path,
                               "the manifest lists it, and it lies outside the output folder"));
    } else if (::access(path.c_str(), F_OK) == 0) {
      if (const auto failed = batch.remove(path)) {
        notes.push_back(diagnose(kind::StaleKept, {}, artefact.path, failed->reason));
      } else if (++removed <= kMostRemovedNamed) {
        notes.push_back(diagnose(kind::StaleRemoved, {}, artefact.path));
      }
    }
  }
  if (removed > kMostRemovedNamed) {
    notes.push_back(diagnose(kind::StaleRemoved, {}, grouped(removed - kMostRemovedNamed) + " more files"));
  }
}

// ---- putting it there ---------------------------------------------------------------------------

struct Outputs {
  std::vector<std::pair<std::string, std::string_view>> files;  // path and bytes
  std::deque<std::string> texts;                                // bytes that nobody else owns
};

// Prepares all files; false, and a report, where one cannot be written or a signal asks to stop.
bool prepare(const Outputs& outputs, FileBatch& batch, const HeldSignals& signals, Sink& sink,
             StageLog& log) {
  std::size_t done = 0;
  for (const auto& [path, bytes] : outputs.files) {
    if (signals.pending()) return false;
    if (const auto failed = batch.add(path, bytes)) {
      sink.report(diagnose(kind::CannotWrite, {}, failed->path, failed->reason));
      return false;
    }
    if (++done % kFilesPerWord == 0)
      log.advance(fmt::format("{} of {} files", grouped(done), grouped(outputs.files.size())));
  }
  return true;
}

void wait_for_others(DirectoryLock& lock, const Destination& destination, const World& world) {
  if (lock.state() != DirectoryLock::State::Busy) return;
  const SourceMap no_sources;
  const std::vector<Diagnostic> note{diagnose(kind::WaitingForOther, {}, destination.directory)};
  if (!destination.quiet) print(world.err, render_text({note, no_sources}, false));
  lock.wait();
}

std::vector<std::string> depfile_paths(std::span<const DiskLoader::Input> inputs, const Destination& destination) {
  std::vector<std::string> paths;
  for (const DiskLoader::Input& input : inputs) {
    if (!input.path_from_here.empty()) paths.push_back(input.path_from_here);
  }
  paths.insert(paths.end(), destination.watched_folders.begin(), destination.watched_folders.end());
  return paths;
}

// Names places, links of folders followed; each folder is asked for once.
class Places {
 public:
  // Of an output. A link that stands where the file goes is not followed: FileBatch refuses it.
  std::string of_output(const std::string& path) {
    const fs::path whole(path);
    const auto [at, is_new] = folders_.try_emplace(whole.parent_path().string());
    if (is_new) at->second = followed(whole.parent_path());
    return (at->second / whole.filename()).string();
  }

  static std::string of_input(const std::string& path) { return followed(path).string(); }

 private:
  static fs::path followed(const fs::path& path) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(fs::absolute(path.empty() ? "." : path, error), error);
    return error ? path : canonical;
  }

  std::map<std::string, fs::path> folders_;
};

// Two outputs at one place, or an output at the place of an input, which it would destroy.
std::optional<Diagnostic> collision(const Outputs& outputs, std::span<const DiskLoader::Input> inputs) {
  Places places;
  std::unordered_map<std::string, std::string> taken;
  for (const DiskLoader::Input& input : inputs) {
    if (!input.path_from_here.empty())
      taken.emplace(Places::of_input(input.path_from_here), input.path_from_here);
  }
  for (const auto& [path, bytes] : outputs.files) {
    const auto [at, is_new] = taken.emplace(places.of_output(path), path);
    if (!is_new) return diagnose(kind::OutputsCollide, {}, path, at->second);
  }
  return std::nullopt;
}

// A path that the depfile would have to name and cannot; nothing where there is none, or no depfile is wanted.
std::optional<std::string> unfit_for_depfile(const Destination& destination, std::span<const DiskLoader::Input> inputs) {
  if (!destination.depfile) return std::nullopt;
  std::vector<std::string> named = depfile_paths(inputs, destination);
  named.push_back(manifest_path(destination));
  const auto unfit = std::find_if_not(named.begin(), named.end(), fits_depfile);
  return unfit == named.end() ? std::nullopt : std::optional(*unfit);
}

Outputs outputs_of(const std::vector<Emission>& emissions, std::span<const DiskLoader::Input> inputs,
                   const Destination& destination, const Manifest& manifest) {
  Outputs outputs;
  for (const Emission& emission : emissions) {
    for (const targets::OutputFile& file : emission.files) {
      outputs.files.emplace_back(in_folder(destination.directory, file.path), file.bytes);
    }
  }
  const std::string manifest_file = manifest_path(destination);
  if (destination.depfile) {
    outputs.files.emplace_back(*destination.depfile,
                               outputs.texts.emplace_back(depfile(manifest_file, depfile_paths(inputs, destination))));
  }
  outputs.files.emplace_back(manifest_file, outputs.texts.emplace_back(to_json(manifest)));
  return outputs;
}

}  // namespace

void write_output(Compilation& run, std::span<const DiskLoader::Input> inputs, const Destination& destination,
                  const World& world, StageLog& log) {
  const StageLog::Scope stage(log, "write");
  Sink& sink = run.sink;
  OutputFolder folder(destination.directory);
  if (const auto fault = folder.fault()) {
    sink.report(diagnose(kind::CannotWrite, {}, destination.directory, *fault));
    return;
  }
  if (const auto unfit = unfit_for_depfile(destination, inputs)) {
    sink.report(diagnose(kind::CannotWrite, {}, *destination.depfile, fmt::format("Make and Ninja cannot be told of '{}'", *unfit))
                    .with_help("rename that file: without ; and |, and with no \\ or : at its end"));
    return;
  }
  DirectoryLock lock(destination.directory);
  wait_for_others(lock, destination, world);

  const HeldSignals signals;
  const auto before = previous_manifest(manifest_path(destination), sink);
  if (!before) return;

  Manifest manifest = manifest_of(run, inputs, destination.shard);
  const bool everything = !destination.some_points && destination.shard.whole();
  const auto stale = everything ? others(*before, manifest) : std::vector<Manifest::Artefact>{};
  if (destination.some_points) manifest = with_others(std::move(manifest), *before);
  if (!destination.shard.whole()) manifest = with_shares(manifest, *before);

  const Outputs outputs = outputs_of(run.emissions, inputs, destination, manifest);
  if (auto fault = collision(outputs, inputs)) {
    sink.report(std::move(*fault));
    return;
  }
  if (lock.state() == DirectoryLock::State::Held) remove_leftovers(destination.directory, outputs.files);

  FileBatch batch(destination.keep_times ? Unchanged::KeepTime : Unchanged::RenewTime);
  std::vector<Diagnostic> notes;
  remove_stale(stale, destination, batch, notes);
  if (!prepare(outputs, batch, signals, sink, log)) return;
  if (const auto failed = batch.commit()) {
    sink.report(diagnose(kind::CannotWrite, {}, failed->path, failed->reason));
    return;
  }

  folder.keep();
  for (Diagnostic& note : notes) sink.report(std::move(note));
  log.count("write", fmt::format("{} files", grouped(outputs.files.size())));
}

}  // namespace sgc::driver

// `sgc merge-manifest`: the manifests of shares become one, if they are all there and of the same work.
#include <fmt/format.h>

#include <map>

#include "compiler/diag/catalog.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/disk_loader.h"
#include "compiler/driver/manifest.h"
#include "compiler/driver/report.h"
#include "compiler/support/atomic_write.h"
#include "compiler/support/file_reader.h"

namespace sgc::driver {
namespace {

constexpr std::size_t kMostShown = 10;  // of the missing shares

struct Part {
  std::string path;
  Manifest manifest;
};

std::vector<Part> read_parts(const std::vector<std::string>& paths, const World& world, Sink& sink) {
  std::vector<Part> parts;
  for (const std::string& path : paths) {
    const FileText file = path == kStandardInput ? read_descriptor(fileno(world.in)) : read_file(path);
    if (file.status != FileText::Status::Ok) {
      sink.report(diagnose(kind::CannotRead, {}, path, file.reason));
      continue;
    }
    auto read = read_manifest(file.buffer->text());
    if (auto* manifest = std::get_if<Manifest>(&read)) {
      parts.push_back({path, std::move(*manifest)});
    } else {
      sink.report(diagnose(kind::CannotRead, {}, path, std::get<std::string>(read)));
    }
  }
  return parts;
}

// A manifest of everything is whole by itself, and no part beside others.
void demand_parts(const std::vector<Part>& parts, Sink& sink) {
  for (const Part& part : parts) {
    if (part.manifest.share_count == 0 && parts.size() > 1)
      sink.report(diagnose(kind::NotAPart, {}, part.path));
  }
}

void demand_same_work(const std::vector<Part>& parts, Sink& sink) {
  const Part& first = parts.front();
  for (const Part& part : parts) {
    const auto same = same_work(first.manifest, part.manifest);
    if (const auto* why = std::get_if<std::string>(&same)) {
      sink.report(diagnose(kind::PartsDiffer, {}, first.path, part.path, *why));
    }
  }
}

void demand_nothing_twice(const std::vector<Part>& parts, Sink& sink) {
  std::map<unsigned, std::string> shares;
  std::map<std::string, std::string> artefacts;
  for (const Part& part : parts) {
    bool share_twice = false;
    for (const unsigned share : part.manifest.shares) {
      const auto [at, is_new] = shares.emplace(share, part.path);
      share_twice = share_twice || !is_new;
      if (!is_new)
        sink.report(diagnose(kind::PartTwice, {}, share, part.manifest.share_count, at->second, part.path));
    }
    if (share_twice) continue;  // its artefacts are there twice, of course
    for (const Manifest::Artefact& artefact : part.manifest.artefacts) {
      const auto [at, is_new] = artefacts.emplace(artefact.path, part.path);
      if (!is_new) sink.report(diagnose(kind::ArtefactTwice, {}, artefact.path, at->second, part.path));
    }
  }
}

void demand_nothing_missing(const std::vector<Part>& parts, Sink& sink) {
  std::vector<bool> there(parts.front().manifest.share_count + 1, false);
  for (const Part& part : parts) {
    for (const unsigned share : part.manifest.shares) {
      if (share < there.size()) there[share] = true;
    }
  }
  std::vector<unsigned> missing;
  for (unsigned share = 1; share < there.size(); ++share) {
    if (!there[share]) missing.push_back(share);
  }
  if (missing.empty()) return;

  const std::size_t count = missing.size();
  missing.resize(std::min(count, kMostShown));
  const std::string shown = fmt::format("{}{}", fmt::join(missing, ", "), count > kMostShown ? ", …" : "");
  sink.report(diagnose(kind::PartMissing, {}, count, parts.front().manifest.share_count, shown));
}

std::string merged(const std::vector<Part>& parts) {
  Manifest whole = parts.front().manifest;
  for (std::size_t i = 1; i < parts.size(); ++i) whole = join(whole, parts[i].manifest);
  if (parts.size() == 1 && whole.share_count == 1) whole = join(whole, Manifest{});
  return to_json(std::move(whole));
}

std::optional<std::string> merge(const std::vector<std::string>& paths, const World& world, Sink& sink) {
  const std::vector<Part> parts = read_parts(paths, world, sink);
  if (sink.has_errors()) return std::nullopt;
  demand_parts(parts, sink);
  if (sink.has_errors()) return std::nullopt;
  demand_same_work(parts, sink);
  if (sink.has_errors()) return std::nullopt;
  demand_nothing_twice(parts, sink);
  demand_nothing_missing(parts, sink);
  return sink.has_errors() ? std::nullopt : std::optional(merged(parts));
}

}  // namespace

ExitStatus run(const MergeManifestCommand& command, const World& world) {
  Sink sink;
  const auto text = merge(command.parts, world, sink);
  if (text && !command.output) return print_result(world, *text);

  if (text) {
    FileBatch batch(Unchanged::RenewTime);
    auto failed = batch.add(*command.output, *text);
    if (!failed) failed = batch.commit();
    if (failed) sink.report(diagnose(kind::CannotWrite, {}, failed->path, failed->reason));
  }
  sink.finish();
  return report(world, PolicyOptions{}, sink, SourceMap());
}

}  // namespace sgc::driver

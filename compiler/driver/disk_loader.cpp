#include "compiler/driver/disk_loader.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/support/descriptor.h"
#include "compiler/support/digest.h"
#include "compiler/support/file_reader.h"

namespace sgc::driver {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReadStage = "read";

// Whether `inner` is `outer` or lies below it; both without links.
bool lies_within(const fs::path& inner, const fs::path& outer) {
  const auto [end, rest] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return end == outer.end();
}

LoadedFile failed(LoadedFile::Status status, std::string reason) {
  LoadedFile file;
  file.status = status;
  file.reason = std::move(reason);
  return file;
}

LoadedFile::Status status_of(FileText::Status status) {
  switch (status) {
    case FileText::Status::Ok:
      return LoadedFile::Status::Ok;
    case FileText::Status::Missing:
      return LoadedFile::Status::Missing;
    case FileText::Status::Unreadable:
      return LoadedFile::Status::Unreadable;
    case FileText::Status::Damaged:
      return LoadedFile::Status::Damaged;
  }
  return LoadedFile::Status::Unreadable;
}

}  // namespace

DiskLoader::DiskLoader(std::span<const std::string> files, std::span<const std::string> include_folders,
                       const World& world, StageLog& log)
    : world_(world), log_(log) {
  std::error_code no_such_folder;  // it may have been removed; absolute paths still work
  here_ = fs::current_path(no_such_folder);
  const auto folder_as_written = [](const std::string& file) {
    return file == kStandardInput ? Path() : Path(file).parent_path();
  };
  first_folder_as_written_ = folder_as_written(files.front());
  first_folder_ = (here_ / first_folder_as_written_ / "").lexically_normal().parent_path();

  for (const std::string& file : files) {
    std::error_code error;
    const Path canonical = fs::canonical(here_ / folder_as_written(file), error);
    if (!error) allowed_.push_back(canonical);  // otherwise the FILE itself cannot be read, and that is said
  }
  for (const std::string& folder : include_folders) {
    std::error_code error;
    const Path canonical = fs::canonical(here_ / folder, error);
    if (error || !fs::is_directory(canonical, error)) {
      if (!missing_folder_) missing_folder_ = {folder, error ? errno_text(error.value()) : "it is no folder"};
      continue;
    }
    include_folders_.push_back((here_ / folder).lexically_normal());
    allowed_.push_back(canonical);
  }
}

bool DiskLoader::may_read(const Path& canonical) const {
  return std::any_of(allowed_.begin(), allowed_.end(),
                     [&](const Path& folder) { return lies_within(canonical, folder); });
}

LoadedFile DiskLoader::load_root(const std::string& file) {
  const StageLog::Scope stage(log_, kReadStage);
  if (file != kStandardInput) {
    const Path path = here_ / file;
    std::error_code error;
    Path canonical = fs::weakly_canonical(path, error);
    if (error) {  // a pipe without a name, a link to itself
      const FileText text = read_file(path.string());
      return failed(LoadedFile::Status::Unreadable, text.reason.empty() ? errno_text(error.value()) : text.reason);
    }
    allowed_.push_back(std::move(canonical));  // wherever it leads: it was named
    return load(path);
  }

  FileText text = read_descriptor(fileno(world_.in));
  if (text.status != FileText::Status::Ok) return failed(status_of(text.status), text.reason);
  const std::string name(kStandardInputName);
  folders_.emplace(name, here_);
  return remember(name, {name, {}, text.buffer->text().size(), {}, text.buffer});
}

LoadedFile DiskLoader::load_include(std::string_view path, std::string_view from) {
  const StageLog::Scope stage(log_, kReadStage);
  LoadedFile file = load(folder_of(from) / path);
  for (const Path& folder : include_folders_) {
    if (file.status != LoadedFile::Status::Missing) break;
    LoadedFile next = load(folder / path);
    if (next.status != LoadedFile::Status::Outside) file = std::move(next);  // it is missing where it may be read
  }
  return file;
}

LoadedFile DiskLoader::load_feed(std::string_view path, std::string_view from) {
  const StageLog::Scope stage(log_, kReadStage);
  const Path whole = folder_of(from) / path;
  LoadedFile file = load(whole);
  if (file.status == LoadedFile::Status::Missing) watch_for(whole);
  return file;
}

void DiskLoader::watch_for(const Path& path) {
  Path folder = path.lexically_normal().parent_path();
  std::error_code error;
  while (!fs::is_directory(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  std::string reached = reached_by(folder).string();
  if (std::find(watched_folders_.begin(), watched_folders_.end(), reached) == watched_folders_.end())
    watched_folders_.push_back(std::move(reached));
}

DiskLoader::Path DiskLoader::reached_by(const Path& normal) const {
  if (first_folder_as_written_.is_absolute()) return normal;
  const Path reached = (first_folder_as_written_ / normal.lexically_relative(first_folder_)).lexically_normal();
  return reached.has_filename() ? reached : reached.parent_path();  // "site/" is the folder of the first FILE itself
}

DiskLoader::Path DiskLoader::folder_of(std::string_view shown_name) const {
  const auto found = folders_.find(shown_name);
  return found == folders_.end() ? first_folder_ : found->second;
}

LoadedFile DiskLoader::load(const Path& path) {
  // Where the path leads comes before whether anything is there: what lies outside is nobody's business.
  std::error_code error;
  const Path canonical = fs::weakly_canonical(path, error);
  if (error) return failed(LoadedFile::Status::Unreadable, errno_text(error.value()));
  if (!may_read(canonical)) return failed(LoadedFile::Status::Outside, {});
  if (const auto known = by_identity_.find(canonical.string()); known != by_identity_.end()) {
    return loaded(known->first, inputs_[known->second]);  // a run sees one content of a file
  }

  FileText text = read_file(path.string());
  if (text.status != FileText::Status::Ok) return failed(status_of(text.status), text.reason);

  const Path normal = path.lexically_normal();
  const Path shown = normal.lexically_relative(first_folder_);
  folders_.emplace(shown.string(), normal.parent_path());
  const std::uint64_t size = text.packed_size != 0 ? text.packed_size : text.buffer->text().size();
  return remember(canonical.string(),
                  {shown.string(), reached_by(normal).string(), size, text.packed_sha256, text.buffer});
}

LoadedFile DiskLoader::remember(const std::string& identity, Input input) {
  bytes_read_ += input.size;
  by_identity_.emplace(identity, inputs_.size());
  inputs_.push_back(std::move(input));
  const std::size_t count = inputs_.size();
  log_.count(kReadStage,
             fmt::format("{} file{}, {}", grouped(count), count == 1 ? "" : "s", bytes_text(bytes_read_)));
  return loaded(identity, inputs_.back());
}

LoadedFile DiskLoader::loaded(const std::string& identity, const Input& input) {
  LoadedFile file;
  file.status = LoadedFile::Status::Ok;
  file.identity = identity;
  file.shown_name = input.shown_name;
  file.buffer = input.buffer;
  return file;
}

std::vector<DiskLoader::Input> DiskLoader::inputs_with_digests() const {
  std::vector<Input> inputs = inputs_;
  for (Input& input : inputs) {
    if (input.sha256.empty()) input.sha256 = sha256_hex(input.buffer->text());
  }
  return inputs;
}

}  // namespace sgc::driver

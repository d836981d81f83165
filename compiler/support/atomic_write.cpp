#include "compiler/support/atomic_write.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "compiler/support/descriptor.h"

namespace sgc {
namespace {

constexpr unsigned kFileMode = 0666;    // less the umask
constexpr unsigned kFolderMode = 0777;  // less the umask
constexpr unsigned kModeBits = 07777;

// From here on one syncfs(2) a file system costs less than one fsync(2) a file.
constexpr std::size_t kManyFiles = 32;

// What is written out before the sync at the end asks for it, so that little is left to wait for then. Small files
// are better left to the system, which writes many of them as one.
constexpr std::size_t kLargeFile = std::size_t{1} << 20U;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

WriteFailure failure(const std::string& path, int error) {
  return {path, errno_text(error)};
}

// Whether a file may be put, or taken away, where this one is.
std::optional<std::string> why_not_replace(const struct stat& file) {
  if (S_ISREG(file.st_mode)) return std::nullopt;
  if (S_ISDIR(file.st_mode)) return "a folder is in the way";
  if (S_ISLNK(file.st_mode)) return "a symbolic link is in the way: remove it, or write where it leads";
  return "something that is no file is in the way";
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

bool holds(const std::string& path, const struct stat& file, std::string_view bytes) {
  if (static_cast<std::uint64_t>(file.st_size) != bytes.size()) return false;
  const Descriptor open = open_file(path, O_RDONLY | O_NOFOLLOW);
  if (!open.open()) return false;

  std::array<char, std::size_t{64} * 1024> piece;
  while (true) {
    const ssize_t count = ::read(open.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0 && bytes.empty();
    const std::string_view found(piece.data(), static_cast<std::size_t>(count));
    if (!bytes.starts_with(found)) return false;
    bytes.remove_prefix(found.size());
  }
}

// Gives a new file the owner and the mode of the one that it replaces. Only root may give a file away;
// whoever may not owns the new one, as with every other tool.
int make_alike(int file, const struct stat& now, const struct stat& before) {
  const bool other_owner = now.st_uid != before.st_uid || now.st_gid != before.st_gid;
  if (other_owner && ::fchown(file, before.st_uid, before.st_gid) != 0 && errno != EPERM) return errno;
  const bool other_mode = (now.st_mode & kModeBits) != (before.st_mode & kModeBits);
  return other_mode && ::fchmod(file, before.st_mode & kModeBits) != 0 ? errno : 0;
}

int sync_file(const std::string& path) {
  Descriptor file = open_file(path, O_RDONLY | O_NOFOLLOW);
  if (!file.open()) return errno;
  if (::fsync(file.number()) != 0) return errno;
  return file.close();
}

int sync_file_system(const std::string& path) {
  const Descriptor file = open_file(path, O_RDONLY | O_NOFOLLOW);
  return file.open() && ::syncfs(file.number()) == 0 ? 0 : errno;
}

// Some file systems cannot sync a folder, and say so with EINVAL; they need not be asked to.
int sync_folder(const std::string& path) {
  const Descriptor folder = open_file(path, O_RDONLY | O_DIRECTORY);
  if (!folder.open()) return errno == EACCES ? 0 : errno;
  return ::fsync(folder.number()) == 0 || errno == EINVAL ? 0 : errno;
}

}  // namespace

std::optional<WriteFailure> FileBatch::add(const std::string& path, std::string_view bytes) {
  if (auto failed = claim(path)) return failed;

  Step step;
  step.path = path;
  const auto known = folders_.find(folder_of(path));
  const bool in_staged = known != folders_.end() && known->second.staged != kNone;  // then nothing stands there
  if (!in_staged && ::lstat(path.c_str(), &step.before) == 0) {
    if (auto why = why_not_replace(step.before)) return WriteFailure{path, *why};
    const bool equal = holds(path, step.before, bytes);
    if (equal && unchanged_ == Unchanged::KeepTime) return std::nullopt;
    step.action = equal ? Action::Touch : Action::Replace;
  } else if (!in_staged) {
    if (errno != ENOENT) return failure(path, errno);
    if (auto failed = prepare_folder(folder_of(path))) return failed;
  }

  if (step.action != Action::Touch) {
    if (auto failed = write_fresh(step, bytes)) return failed;
  }
  steps_.push_back(std::move(step));
  return std::nullopt;
}

std::optional<WriteFailure> FileBatch::remove(const std::string& path) {
  if (auto failed = claim(path)) return failed;

  Step step;
  step.action = Action::Remove;
  step.path = path;
  if (::lstat(path.c_str(), &step.before) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return failure(path, errno);
  }
  if (auto why = why_not_replace(step.before)) return WriteFailure{path, *why};
  steps_.push_back(std::move(step));
  return std::nullopt;
}

std::optional<WriteFailure> FileBatch::claim(const std::string& path) {
  if (paths_.insert(std::filesystem::path(path).lexically_normal().string()).second) return std::nullopt;
  return WriteFailure{path, "it would be written twice in one run"};
}

// Makes the folder where it is missing, and those above it.
std::optional<WriteFailure> FileBatch::prepare_folder(const std::string& place) {
  if (folders_.contains(place)) return std::nullopt;
  struct stat there {};
  if (::lstat(place.c_str(), &there) == 0) {
    folders_[place] = {place};
    return std::nullopt;
  }
  if (errno != ENOENT) return failure(place, errno);

  const std::string name = place.substr(place.rfind('/') + 1);
  if (name == "..") return make_in_place(place);
  const std::string above = folder_of(place);
  if (auto failed = prepare_folder(above)) return failed;
  const Folder outer = folders_.at(above);
  if (!name.empty() && name != ".") return make_below(outer, place);
  folders_[place] = outer;
  return std::nullopt;
}

// For a path that goes up again from a missing folder: from a hidden one it would lead elsewhere.
std::optional<WriteFailure> FileBatch::make_in_place(const std::string& place) {
  for (std::size_t slash = place.find('/', 1); slash != std::string::npos; slash = place.find('/', slash + 1)) {
    const std::string folder = place.substr(0, slash);
    if (::mkdir(folder.c_str(), kFolderMode) == 0) {
      made_folders_.push_back({folder, {folder}});
    } else if (errno != EEXIST) {
      return failure(folder, errno);
    }
  }
  folders_[place] = {place};
  return std::nullopt;
}

std::optional<WriteFailure> FileBatch::make_below(const Folder& above, const std::string& place) {
  const bool inner = above.staged != kNone;
  Folder folder{{}, inner ? above.staged : staged_.size()};
  int error = 0;
  do {
    folder.at = inner ? above.at + place.substr(place.rfind('/')) : hidden_name(place);
    error = ::mkdir(folder.at.c_str(), kFolderMode) == 0 ? 0 : errno;
  } while (error == EEXIST && !inner);
  const bool known = error == EEXIST;  // under another spelling of the place
  if (error != 0 && !known) return failure(place, error);

  if (!inner) staged_.push_back({place, folder.at});
  if (!known) made_folders_.push_back({place, folder});
  folders_[place] = std::move(folder);
  return std::nullopt;
}

// A name in the folder of `path`, short enough wherever the name of `path` is.
std::string FileBatch::hidden_name(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
  return folder + std::string(kHiddenPrefix) + std::to_string(::getpid()) + "-" +
         std::to_string(next_name_++);
}

// In a staged folder a file has its own name from the beginning.
std::string FileBatch::fresh_name(const Step& step) {
  if (step.staged == kNone) return hidden_name(step.path);
  return folders_.at(folder_of(step.path)).at + "/" + step.path.substr(step.path.rfind('/') + 1);
}

std::optional<WriteFailure> FileBatch::write_fresh(Step& step, std::string_view bytes) {
  const auto folder = folders_.find(folder_of(step.path));
  if (folder != folders_.end()) step.staged = folder->second.staged;
  Descriptor file;
  do {
    step.fresh = fresh_name(step);
    file = open_file(step.fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, kFileMode);
  } while (!file.open() && errno == EEXIST && step.staged == kNone);
  if (!file.open()) return failure(step.path, errno);

  int error = write_all(file.number(), bytes);
  struct stat now {};
  if (error == 0 && ::fstat(file.number(), &now) != 0) error = errno;
  if (error == 0 && step.action == Action::Replace) error = make_alike(file.number(), now, step.before);
  if (bytes.size() >= kLargeFile) ::sync_file_range(file.number(), 0, 0, SYNC_FILE_RANGE_WRITE);
  const int close_error = file.close();
  if (error == 0) error = close_error;
  step.device = now.st_dev;
  if (error == 0) return std::nullopt;

  ::unlink(step.fresh.c_str());
  return failure(step.path, error);
}

std::optional<WriteFailure> FileBatch::commit() {
  if (auto failed = sync_fresh_files()) {
    undo();
    return failed;
  }
  if (auto failed = move_folders()) {
    undo();
    return failed;
  }
  for (Step& step : steps_) {
    if (step.done) continue;
    if (auto failed = carry_out(step)) {
      undo();
      return failed;
    }
  }
  if (auto failed = sync_folders()) {
    undo();
    return failed;
  }

  for (const Step& step : steps_) {
    if (!step.backup.empty()) ::unlink(step.backup.c_str());
  }
  for (const Staged& staged : staged_) {
    if (!staged.moved) ::rmdir(staged.hidden.c_str());
  }
  forget();
  return std::nullopt;
}

std::optional<WriteFailure> FileBatch::sync_fresh_files() const {
  std::vector<const Step*> fresh;
  for (const Step& step : steps_) {
    if (!step.fresh.empty()) fresh.push_back(&step);
  }

  std::set<dev_t> synced;
  for (const Step* step : fresh) {
    const bool many = fresh.size() >= kManyFiles;
    if (many && !synced.insert(step->device).second) continue;
    const int error = many ? sync_file_system(step->fresh) : sync_file(step->fresh);
    if (error != 0) return failure(step->path, error);
  }
  return std::nullopt;
}

// Where somebody has made such a folder meanwhile, and it holds something, its files move one by one.
std::optional<WriteFailure> FileBatch::move_folders() {
  std::optional<WriteFailure> failed;
  for (Staged& staged : staged_) {
    staged.moved = ::rename(staged.hidden.c_str(), staged.place.c_str()) == 0;
    if (staged.moved || errno == ENOTEMPTY || errno == EEXIST) continue;
    failed = failure(staged.place, errno);
    break;
  }
  for (Step& step : steps_) step.done = step.staged != kNone && staged_[step.staged].moved;
  return failed;
}

// Until all is done the old file keeps a second name, by which it comes back when a later step fails. Where
// the file system has no second names it does not come back.
std::optional<WriteFailure> FileBatch::back_up(Step& step) {
  while (true) {
    step.backup = hidden_name(step.path);
    if (::link(step.path.c_str(), step.backup.c_str()) == 0) return std::nullopt;
    if (errno == EEXIST) continue;
    const int error = errno;
    step.backup.clear();
    if (error == EPERM || error == EOPNOTSUPP || error == EMLINK) return std::nullopt;
    return failure(step.path, error);
  }
}

std::optional<WriteFailure> FileBatch::carry_out(Step& step) {
  int result = 0;
  switch (step.action) {
    case Action::Touch:
      result = ::utimensat(AT_FDCWD, step.path.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
      break;
    case Action::Create: result = ::rename(step.fresh.c_str(), step.path.c_str()); break;
    case Action::Replace:
      if (auto failed = back_up(step)) return failed;
      result = ::rename(step.fresh.c_str(), step.path.c_str());
      break;
    case Action::Remove:
      if (auto failed = back_up(step)) return failed;
      result = ::unlink(step.path.c_str());
      break;
  }
  if (result != 0) return failure(step.path, errno);
  step.done = true;
  return std::nullopt;
}

std::optional<WriteFailure> FileBatch::sync_folders() const {
  std::set<std::string> folders;
  for (const Step& step : steps_) {
    if (step.action != Action::Touch) folders.insert(folder_of(step.path));
  }
  for (const MadeFolder& made : made_folders_) folders.insert(folder_of(made.place));
  for (const std::string& folder : folders) {
    if (const int error = sync_folder(folder); error != 0) return failure(folder, error);
  }
  return std::nullopt;
}

void FileBatch::undo(Step& step) {
  if (!step.done) {
    if (!step.fresh.empty()) ::unlink(step.fresh.c_str());
    if (!step.backup.empty()) ::unlink(step.backup.c_str());
    return;
  }
  const std::array<timespec, 2> times{step.before.st_atim, step.before.st_mtim};
  switch (step.action) {
    case Action::Touch: ::utimensat(AT_FDCWD, step.path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW); break;
    case Action::Create: ::unlink(step.path.c_str()); break;
    case Action::Replace:
    case Action::Remove:
      if (!step.backup.empty()) ::rename(step.backup.c_str(), step.path.c_str());
      break;
  }
}

void FileBatch::undo() {
  std::for_each(steps_.rbegin(), steps_.rend(), [](Step& step) { undo(step); });
  std::for_each(made_folders_.rbegin(), made_folders_.rend(),
                [this](const MadeFolder& made) { remove_folder(made); });
  forget();
}

void FileBatch::remove_folder(const MadeFolder& made) const {
  const bool moved = made.folder.staged != kNone && staged_[made.folder.staged].moved;
  ::rmdir(moved ? made.place.c_str() : made.folder.at.c_str());
}

void FileBatch::forget() {
  steps_.clear();
  folders_.clear();
  staged_.clear();
  made_folders_.clear();
}

}  // namespace sgc

#include "compiler/driver/run_tool.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "compiler/support/descriptor.h"

namespace sgc::driver {
namespace {

constexpr int kNotFound = 127;
constexpr int kSignalled = 128;

// The program's path; nothing where it is not installed. PATH of an ordinary shell lacks the sbin folders.
std::optional<std::string> find_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  std::string folders = path == nullptr ? "" : path;
  folders += ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

  for (std::size_t begin = 0; begin < folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    const std::string candidate = folders.substr(begin, end - begin) + "/" + name;
    if (end != begin && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    begin = end + 1;
  }
  return std::nullopt;
}

std::string read_to_end(const Descriptor& pipe) {
  std::string text;
  std::array<char, 4096> piece{};
  while (true) {
    const ssize_t count = ::read(pipe.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return kNotFound;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
}

// What the child does with its descriptors between fork and exec.
class FileActions {
 public:
  FileActions(const std::string& input, int output) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, input.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

}  // namespace

ToolResult run_tool(const std::vector<std::string>& arguments, const std::optional<std::string>& input) {
  const auto program = find_program(arguments.front());
  if (!program) return {false, kNotFound, {}};

  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {true, kNotFound, errno_text(errno)};
  const Descriptor from_child(ends[0]);
  Descriptor to_us(ends[1]);

  std::vector<std::string> words = arguments;
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const FileActions actions(input.value_or("/dev/null"), to_us.number());
  pid_t child = 0;
  const int error = ::posix_spawn(&child, program->c_str(), actions.get(), nullptr, argv.data(), environ);
  if (error != 0) return {true, kNotFound, errno_text(error)};

  to_us.close();
  std::string output = read_to_end(from_child);
  return {true, wait_for(child), std::move(output)};
}

}  // namespace sgc::driver

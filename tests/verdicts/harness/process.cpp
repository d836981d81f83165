#include "tests/verdicts/harness/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "tests/verdicts/harness/descriptor.h"
#include "tests/verdicts/harness/harness_error.h"

namespace sgc::verdicts {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kSignalStatus = 128;

// What posix_spawn is told, freed at the end.
class SpawnActions {
 public:
  SpawnActions(const std::filesystem::path& folder, int output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

std::vector<std::string> merged_environment(const Environment& added) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
  for (const auto& [name, value] : added) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Reads until the other end closes; false when the time is over first.
bool read_all(int from, Clock::time_point deadline, std::string& into) {
  std::array<char, 65536> buffer;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;

    pollfd waiting{from, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) continue;

    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return true;
    into.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw HarnessError::system("waitpid");
  }
  return WIFSIGNALED(status) ? kSignalStatus + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

ProcessResult run_command(const std::string& command, const std::filesystem::path& folder,
                          const Environment& environment) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw HarnessError::system("pipe");
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);

  std::vector<std::string> arguments{"sh", "-c", command};
  std::vector<std::string> variables = merged_environment(environment);
  pid_t child = 0;
  const SpawnActions actions(folder, writing.get());
  errno = ::posix_spawn(&child, "/bin/sh", actions.get(), nullptr, pointers_to(arguments).data(),
                        pointers_to(variables).data());
  if (errno != 0) throw HarnessError::system("cannot start " + command);
  writing.close();

  ProcessResult result;
  if (!read_all(reading.get(), Clock::now() + kProcessLimit, result.output)) ::kill(child, SIGKILL);
  result.status = wait_for(child);
  return result;
}

bool program_exists(const std::string& name) {
  return run_command("command -v " + name + " >/dev/null", "/").ok();
}

std::optional<std::string> missing_program(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (!program_exists(name)) return std::string("needs the program ") + name;
  }
  return std::nullopt;
}

}  // namespace sgc::verdicts

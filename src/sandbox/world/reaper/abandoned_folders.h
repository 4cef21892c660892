#pragma once
/// Folders of a sandbox that has ended. Links in them are not followed.
#include <string>
#include <vector>

#include "net/descriptor.h"

namespace eni::sandbox::world::reaper {

/// One that a world's users have written into. What it has goes, but for some names.
class AbandonedFolder {
 public:
  AbandonedFolder(std::string path, std::vector<std::string> kept)
      : path_{std::move(path)}, kept_{std::move(kept)} {}

  /// So that no other sandbox uses the folder before all is gone. Waits for who has it, for some seconds.
  /// @return  0 or an errno
  int lock(const std::string& file);
  const std::string& path() const { return path_; }
  /// As the world's users, who alone may; what they may not is this user's own. @return  whether all is gone
  bool empty() const;

 private:
  int empty_now(int folder) const;
  bool empty_as_worlds_users(int folder) const;

  std::string path_;
  std::vector<std::string> kept_;
  net::Descriptor lock_;
};

/// With all that is in it, as this user. @return  whether it is gone
bool remove_abandoned_tree(const std::string& path);

}  // namespace eni::sandbox::world::reaper

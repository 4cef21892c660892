#pragma once
/// The function's archive for the accounts of a stack set: Lambda takes code from buckets of its own Region only, so there is one in
/// each Region, in the administrator account, and its policy lets the target accounts read.
#include <string>
#include <vector>

#include "eni_trunking/deploy/artifact_bucket.h"
#include "eni_trunking/deploy/stack_command.h"

namespace eni::command {

/// Who may read: accounts, or all of an organization.
struct Readers {
  std::vector<std::string> accounts = {};
  std::string organization = {};  ///< its id; before the accounts
};

/// Where a stack set's archives lie in each bucket. No stack's name has a '_', so no stack's are there.
std::string archive_folder(const std::string& stack_set);

/// The bucket's name in the template: {"Fn::Sub": "eni-trunking-123456789012-${AWS::Region}"}.
json::value bucket_of_region(const std::string& administrator);

/// What lets the readers read the stack set's archives, as a statement of the policy of the bucket in `region`.
json::object read_statement(const Caller& administrator, const std::string& stack_set,
                            const std::string& region, const Readers& readers);
/// Its Sid.
std::string read_statement_id(const std::string& stack_set);

/// @error  S3 would not take a policy of so many accounts. Source: Amazon S3 User Guide, bucket policies have up to 20 KB.
Result<void> check_readers(const Caller& administrator, const std::string& stack_set, const Readers& readers);

/// What was done in a Region, a phrase: "made the bucket …", "uploaded …".
using Said = std::function<void(const std::string&)>;

/// In all Regions at the same time. @param said  is told of each, in their order
client::CallResult<void> share_archive(StackCommand& command, const std::string& stack_set,
                                       const std::vector<std::string>& regions, const Archive& archive,
                                       const Readers& readers, const Said& said);

/// Removes the stack set's archives, what its statements permit, and the buckets that nothing else is in, in whatever Regions.
client::CallResult<void> remove_archives(StackCommand& command, const std::string& stack_set,
                                         const Said& said);

}  // namespace eni::command

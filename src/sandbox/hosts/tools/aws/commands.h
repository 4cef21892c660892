#pragma once
/// The CLI's commands: operations of the API, waiters, `s3` and `configure`.
#include "sandbox/hosts/tools/aws/session.h"

namespace eni::sandbox::hosts::tools::aws_cli {

/// `aws SERVICE OPERATION …`, `aws SERVICE wait STATE …`. @return  the exit code
Task<int> run_api_command(Session& session, shapes::ServiceShapes service, std::vector<std::string> words);

/// `aws SERVICE wait STATE …`. @param words  from STATE on
Task<int> run_wait(Session& session, shapes::ServiceShapes service, std::vector<std::string> words);

/// `aws s3 cp | ls | mv | rm | sync | mb | rb`
Task<int> run_s3(Session& session, std::vector<std::string> words);

/// `aws configure set | get | list`
Task<int> run_configure(Session& session, std::vector<std::string> words);

/// The options of an operation, with the files that they name read in, as params by the model's names.
Task<CliResult<json::object>> read_params(Session& session, shapes::OperationShape operation,
                                          GivenOptions given);

}  // namespace eni::sandbox::hosts::tools::aws_cli

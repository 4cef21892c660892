#pragma once
/// A service per protocol for the gateway's tests, with operations that show what arrived.
#include "sandbox/gateway/commit_hook.h"
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::fake {

inline ApiResult<Reply> echo(Call& call) {
  return Reply{json::object{{"Caller", call.principal.arn},
                            {"Region", call.region.value},
                            {"Params", call.params.all()},
                            {"Body", call.body}}};
}

inline ApiResult<Reply> refuse(Call&) { return ApiError{"NoSuchEntity", "There is no <such> thing", 404}; }

inline ApiResult<Reply> crash(Call&) { throw std::runtime_error("secret detail"); }

inline ApiResult<Reply> remember(Call& call) {
  call.env.store.database().execute("CREATE TABLE IF NOT EXISTS remembered (x TEXT)");
  sqlite::Statement insert{call.env.store.database(), "INSERT INTO remembered VALUES (?1)"};
  insert.run(call.params.text_or("Text", ""));
  if (call.params.has("Fail")) return ApiError{"Failed", "as asked", 400};
  return Reply{};
}

inline ApiResult<Reply> recall(Call& call) {
  json::array texts;
  sqlite::Statement all{call.env.store.database(), "SELECT x FROM remembered"};
  for (all.query(); all.step();) texts.emplace_back(all.text(0));
  return Reply{json::object{{"Texts", std::move(texts)}}};
}

inline Task<ApiResult<Reply>> wait_a_minute(Call& call) {
  co_await sleep_for(call.env.scheduler, std::chrono::minutes{1});
  co_return Reply{json::object{{"Waited", true}}};
}

inline Task<ApiResult<Reply>> wait_and_remember(Call& call) {
  co_await sleep_for(call.env.scheduler, std::chrono::minutes{1});
  co_return remember(call);
}

/// Commits on its own, and runs the caller's hook with it.
inline Task<ApiResult<Reply>> wait_and_make(Call& call) {
  co_await sleep_for(call.env.scheduler, std::chrono::minutes{1});
  sqlite::Transaction transaction{call.env.store.database()};
  auto reply = remember(call);
  if (reply.has_error()) co_return reply;
  run_commit_hook(call, *reply);
  transaction.commit();
  co_return reply;
}

inline Task<ApiResult<Reply>> wait_and_crash(Call& call) {
  co_await sleep_for(call.env.scheduler, std::chrono::minutes{1});
  throw std::runtime_error("secret detail");
}

inline ApiResult<Reply> bytes(Call& call) {
  Reply reply = Reply::raw(call.body, "application/octet-stream");
  reply.headers.emplace_back("ETag", "\"1\"");
  return reply;
}

inline ApiResult<Reply> listing(Call& call) {
  return Reply{json::object{
      {"ListBucketResult",
       json::object{{"Name", call.params.text_or("Bucket", "")},
                    {"Contents", json::array{json::object{{"Key", "a&b"}}, json::object{{"Key", "c"}}}},
                    {"IsTruncated", false}}}}};
}

inline ApiResult<Reply> show_key(Call& call) {
  return Reply{json::object{{"Result", json::object{{"Key", call.params.text_or("Key", "")}}}}};
}

inline ApiResult<Reply> empty(Call&) { return Reply{}; }

inline ApiResult<Reply> shapes(Call&) {
  return Reply{
      json::object{{"List", json::array{"a", json::object{{"Key", "<b>"}}}},
                   {"Map", json::object{{"entry", json::array{json::object{{"key", "k"}, {"value", 1}}}}}},
                   {"Absent", nullptr},
                   {"Flag", true},
                   {"Number", 1.5}}};
}

inline const Operation kQueryOperations[] = {
    {"Echo", any_resource, echo, {}, {.iam_action = "query:Echo"}},
    {"Refuse", any_resource, refuse, {}, {.iam_action = "query:Refuse"}},
    {"Shapes", any_resource, shapes, {}, {.iam_action = "query:Shapes"}},
    {"Open", kNoAuthorization, echo, {}, {.iam_action = "query:Open"}},
    {"Wait", any_resource, wait_a_minute, {}, {.iam_action = "query:Wait"}},
    {"Remember", any_resource, remember, {}, {.iam_action = "query:Remember"}},
};

inline const Operation kJsonOperations[] = {
    {"Echo", any_resource, echo, {}, {.iam_action = "json:Echo"}},
    {"Crash", any_resource, crash, {}, {.iam_action = "json:Crash"}},
    {"Remember", any_resource, remember, {}, {.iam_action = "json:Remember"}},
    {"Recall", any_resource, recall, {}, {.iam_action = "json:Recall"}},
    {"WaitAndRemember", any_resource, wait_and_remember, {}, {.iam_action = "json:WaitAndRemember"}},
    {"WaitAndMake", any_resource, wait_and_make, {}, {.iam_action = "json:WaitAndMake"}},
    {"WaitAndCrash", any_resource, wait_and_crash, {}, {.iam_action = "json:WaitAndCrash"}},
};

inline const Operation kLambdaOperations[] = {
    {"GetFunction", any_resource, echo, "*"},
    {"ListFunctions", any_resource, echo, "*"},
    {"CreateFunction", any_resource, echo, "*"},
    {"DeleteFunction", any_resource, refuse, "*"},
    {"TagResource", any_resource, remember, "*", {.route = "POST /2017-03-31/tags"}},
    {"Invoke",
     any_resource,
     echo,
     "*",
     {.iam_action = "lambda:InvokeFunction", .input = Operation::Options::Input::kBytes}},
};

inline const Operation kS3Operations[] = {
    {"ListBuckets", any_resource, empty, "*", {.iam_action = "s3:ListAllMyBuckets"}},
    {"ListObjects", any_resource, listing, "*", {.iam_action = "s3:ListBucket"}},
    {"ListObjectsV2",
     any_resource,
     listing,
     "*",
     {.iam_action = "s3:ListBucket", .route = "GET /{Bucket}?list-type"}},
    {"PutObject", any_resource, bytes, "*"},
    {"UploadPart",
     any_resource,
     empty,
     "*",
     {.iam_action = "s3:PutObject", .route = "PUT /{Bucket}/{Key+}?partNumber&uploadId"}},
    {"GetObject", any_resource, show_key, "*"},
    {"HeadObject", any_resource, refuse, "*", {.iam_action = "s3:GetObject"}},
};

inline const Service kIam{"iam", "Fake IAM",      Protocol::kQuery, "2010-05-08", "https://iam/doc/",
                          {},    kQueryOperations};
inline const Service kEcs{"ecs", "Fake ECS", Protocol::kJson11, {}, {}, "EC2Containers", kJsonOperations};
inline const Service kLambda{"lambda", "Fake Lambda", Protocol::kRestJson, {}, {}, {}, kLambdaOperations};
inline const Service kS3{"s3", "Fake S3", Protocol::kRestXml, {}, "http://s3/doc/", {}, kS3Operations};
inline const Service* const kServices[] = {&kIam, &kEcs, &kLambda, &kS3};

}  // namespace eni::sandbox::fake
